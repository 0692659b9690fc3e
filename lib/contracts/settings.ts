/**
 * The settings of the image servers that can be changed while the program runs, and their rules. A setting that was never
 * changed follows the environment, or else its default.
 */
import { z } from "zod";
import { isIpv4, isIpv6 } from "./profile-fields";
import type { sftpSettingsSchema } from "./sftp";

export const serverIds = ["tftp", "sftp"] as const;
export type ServerId = (typeof serverIds)[number];

/** A whole number within limits, with one message for every wrong input. */
function whole(least: number, most: number) {
  const message = `Enter a whole number from ${least} to ${most}.`;
  return z.int({ error: message }).min(least, message).max(most, message);
}

/** Milliseconds within limits; the message is in seconds, as the form shows them. */
function milliseconds(least: number, most: number) {
  const message = `Enter ${least / 1000} to ${most / 1000} seconds.`;
  return z.int({ error: message }).min(least, message).max(most, message);
}

const address = z
  .string()
  .trim()
  .refine((text) => isIpv4(text) || isIpv6(text), {
    message: "Enter an IPv4 or IPv6 address of this host, or 0.0.0.0 or :: for all of them.",
  });
/** Whether the text is `first-last`, two ports from 1,024 up in order, or empty. */
function isPortRange(text: string): boolean {
  if (text === "") return true;
  const match = /^(\d{4,5})-(\d{4,5})$/.exec(text);
  const [first, last] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return first >= 1024 && first <= last && last <= 65_535;
}

/** 0: any free port, chosen at each start. */
const port = whole(0, 65_535);

export const tftpSettingsSchema = z.object({
  address,
  port,
  /** Bytes; a client that requests more gets this (RFC 2348). */
  maxBlockSize: whole(512, 65_464),
  /** Packets per acknowledgment; a client that requests more gets this (RFC 7440). */
  maxWindowSize: whole(1, 65_535),
  /** A packet is sent at most this many times before the transfer times out. */
  maxTries: whole(1, 100),
  /** Transfers at once: of all clients, and of one address. */
  concurrent: whole(1, 10_000),
  perAddress: whole(1, 10_000),
  /** New requests of one address. */
  requestsPerSecond: whole(1, 10_000),
  /** The ports of transfers, as `first-last`; empty for any port. */
  dataPorts: z.string().trim().refine(isPortRange, {
    message: "Enter two ports from 1024 to 65535, such as 20000-20511, or leave it empty for any port.",
  }),
  /** All transfers use the server's own port, as clients behind a firewall or in a container need it. */
  singlePort: z.boolean(),
});
export type TftpSettings = z.infer<typeof tftpSettingsSchema>;

const HOUR_MS = 3_600_000;
/** The SFTP server's settings, with messages for the form and without defaults. Times in milliseconds. */
export const sftpSettingsInputSchema = z.object({
  address,
  port,
  legacyClients: z.boolean(),
  maxConnections: whole(1, 10_000),
  maxConnectionsPerAddress: whole(1, 10_000),
  maxConnectionsPerUser: whole(1, 10_000),
  maxUnauthenticated: whole(1, 1000),
  maxSessionsPerConnection: whole(1, 100),
  maxHandlesPerSession: whole(1, 1024),
  maxLoginAttempts: whole(1, 100),
  failureDelayMs: milliseconds(0, 60_000),
  blockAfterFailures: whole(1, 10_000),
  blockForMs: milliseconds(1000, 24 * HOUR_MS),
  loginGraceMs: milliseconds(1000, HOUR_MS),
  idleTimeoutMs: milliseconds(1000, 24 * HOUR_MS),
  drainMs: milliseconds(0, 60_000),
} satisfies Record<keyof z.infer<typeof sftpSettingsSchema>, z.ZodType>);

/** All settings of one server, as the form sends them. */
export const serverSettingsSchema = z.discriminatedUnion("server", [
  tftpSettingsSchema.extend({ server: z.literal("tftp") }),
  sftpSettingsInputSchema.extend({ server: z.literal("sftp") }),
]);
export type ServerSettings = z.output<typeof serverSettingsSchema>;
