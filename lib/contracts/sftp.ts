/** The SFTP server as the console shows it: settings, users, host keys, connections and blocked addresses. */
import { z } from "zod";
import { secret } from "./secret";

const milliseconds = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback);
const count = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback);
const HOUR_MS = 3_600_000;

/** The settings of the server; every field has a default. Times in milliseconds. */
export const sftpSettingsSchema = z.object({
  address: z.string().default("127.0.0.1"),
  port: z.int().min(0).max(65535).default(2222),
  /** Also offers SHA-1 and CBC algorithms, for old IOS devices. Weakens the server for every client. */
  legacyClients: z.boolean().default(false),
  maxConnections: count(200, 10_000),
  maxConnectionsPerAddress: count(50, 10_000),
  maxConnectionsPerUser: count(50, 10_000),
  /** Connections that have not signed in yet; the next one is closed. */
  maxUnauthenticated: count(60, 1000),
  /** As above, of one source: an IPv4 address or an IPv6 /64. Well below the limit of all, so that one keeps nobody out. */
  maxUnauthenticatedPerSource: count(12, 1000),
  maxSessionsPerConnection: count(10, 100),
  maxHandlesPerSession: count(64, 1024),
  /** Failed logins on one connection before it is closed. */
  maxLoginAttempts: count(6, 100),
  /** Delay before a first failed login is answered; doubled with each further one of the address, up to eight times. */
  failureDelayMs: z.int().min(0).max(60_000).default(500),
  /** Failed logins after which an address is blocked for `blockForMs`. */
  blockAfterFailures: count(20, 10_000),
  blockForMs: milliseconds(300_000, 24 * HOUR_MS),
  loginGraceMs: milliseconds(60_000, HOUR_MS),
  idleTimeoutMs: milliseconds(600_000, 24 * HOUR_MS),
  /** How long a stop waits for running transfers. */
  drainMs: z.int().min(0).max(HOUR_MS).default(5000),
  /** Megabytes: the largest upload, all files of a user's home (0: no limit), and what must stay free on the disk. */
  maxUploadMb: count(16_000, 100_000_000),
  uploadQuotaMb: z.int().min(0).max(100_000_000).default(100_000),
  freeReserveMb: z.int().min(0).max(100_000_000).default(1000),
});
export type SftpSettings = z.infer<typeof sftpSettingsSchema>;

/** A user of the SFTP server, as the server knows it. Not a user of the console. */
export const sftpUserSchema = z.object({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/,
      "Use letters, digits, dots, dashes and underscores, at most 32.",
    ),
  /** Made by `hashPassword`; null when the user may only sign in with a key. */
  passwordHash: secret(z.string().nullable()),
  /** Lines as in `authorized_keys`. */
  publicKeys: z.array(z.string()),
  /** Folder below the images root, with slashes; empty or `/`: the root itself. */
  home: z.string(),
  canWrite: z.boolean(),
  enabled: z.boolean(),
  /** Wall milliseconds; null for never. */
  expiresAt: z.number().nullable(),
});
export type SftpUser = z.infer<typeof sftpUserSchema>;

export const hostKeyRowSchema = z.object({
  type: z.enum(["ed25519", "rsa"]),
  /** `SHA256:...` and `MD5:..:..`, as `ssh-keygen -l` prints them. */
  sha256: z.string(),
  md5: z.string(),
  /** A line as in `known_hosts`, without the host. */
  publicKey: z.string(),
  createdAt: z.number(),
});
export type HostKeyRow = z.infer<typeof hostKeyRowSchema>;

/** One open SSH connection. Wall milliseconds, and bytes on the wire. */
export const sftpConnectionRowSchema = z.object({
  id: z.string(),
  address: z.string(),
  port: z.int(),
  /** Null until the login succeeded. */
  user: z.string().nullable(),
  /** The client's software by its own version string, e.g. `OpenSSH_9.2p1`; null until it is received. */
  software: z.string().nullable(),
  cipher: z.string().nullable(),
  openedAt: z.number(),
  sessions: z.int(),
  handles: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
});
export type SftpConnectionRow = z.infer<typeof sftpConnectionRowSchema>;

export const blockedAddressSchema = z.object({
  address: z.string(),
  failures: z.int(),
  since: z.number(),
  until: z.number(),
});
export type BlockedAddressRow = z.infer<typeof blockedAddressSchema>;
