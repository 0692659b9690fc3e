/**
 * The settings of the image servers that can be changed while the program runs, and their rules. A setting that was never
 * changed follows the environment, or else its default.
 */
import { z } from "zod";
import { parseAddressRules } from "./address-rules";
import { catalogSettingsSchema } from "./catalog";
import { isIpv4, isIpv6 } from "./profile-fields";
import type { sftpSettingsSchema } from "./sftp";
import { homeSchema } from "./sftp-users";

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

/** Decimal megabytes, as the form shows them; `0` means no limit where `least` is 0. */
const megabytes = (least: 0 | 1) => whole(least, 100_000_000);

/** Limits on uploads, the same for both servers. Sizes in MB (1,000,000 bytes); they count apparent and allocated size. */
const uploadLimits = {
  /** Largest file. */
  maxUploadMb: megabytes(1),
  /** All files of the served folder, or of the user's home, together; 0: no limit. */
  uploadQuotaMb: megabytes(0),
  /** Space that uploads leave free on the disk; 0: none. */
  freeReserveMb: megabytes(0),
};
export const defaultUploadLimits = { maxUploadMb: 16_000, uploadQuotaMb: 100_000, freeReserveMb: 1000 };

/** Which write requests the TFTP server accepts. */
export const tftpWriteModes = ["read-only", "create", "overwrite", "create-and-overwrite"] as const;
export type TftpWriteMode = (typeof tftpWriteModes)[number];

/** Rules by address, one per line; see `address-rules.ts`. */
const addressRulesSchema = z
  .string()
  .max(20_000, "The rules are too long.")
  .superRefine((text, context) => {
    for (const { line, message } of parseAddressRules(text).errors)
      context.addIssue({ code: "custom", message: `Line ${line}: ${message}` });
  });

/** Remap rules in the form of a tftpd-hpa map file. The engine checks their lines, because it runs them. */
export const remapRulesSchema = z.string().max(20_000, "The rules are too long.");

export const tftpSettingsSchema = z.object({
  address,
  port,
  /** The served folder below the images folder, with slashes; empty: the images folder itself. */
  rootFolder: homeSchema,
  writes: z.enum(tftpWriteModes),
  ...uploadLimits,
  /** Also finds a file whose name differs in upper and lower case only. */
  ignoreCase: z.boolean(),
  addressRules: addressRulesSchema,
  remapRules: remapRulesSchema,
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
  maxUnauthenticatedPerSource: whole(1, 1000),
  maxSessionsPerConnection: whole(1, 100),
  maxHandlesPerSession: whole(1, 1024),
  maxLoginAttempts: whole(1, 100),
  failureDelayMs: milliseconds(0, 60_000),
  blockAfterFailures: whole(1, 10_000),
  blockForMs: milliseconds(1000, 24 * HOUR_MS),
  loginGraceMs: milliseconds(1000, HOUR_MS),
  idleTimeoutMs: milliseconds(1000, 24 * HOUR_MS),
  drainMs: milliseconds(0, 60_000),
  ...uploadLimits,
} satisfies Record<keyof z.infer<typeof sftpSettingsSchema>, z.ZodType>);

/** All settings of one server, as the form sends them. */
export const serverSettingsSchema = z.discriminatedUnion("server", [
  tftpSettingsSchema.extend({ server: z.literal("tftp") }),
  sftpSettingsInputSchema.extend({ server: z.literal("sftp") }),
  catalogSettingsSchema.extend({ server: z.literal("catalog") }),
]);
export type ServerSettings = z.output<typeof serverSettingsSchema>;
