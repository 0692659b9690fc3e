/**
 * What an operator may change of the image servers while the program runs (spec 21, 22, "Operation"). The one
 * definition of the rules: form, server action and engine parse with it. A setting that nobody changed follows the
 * environment, or else its default.
 */
import { z } from "zod";
import { isIpv4, isIpv6 } from "./profile-fields";
import type { sftpSettingsSchema } from "./sftp";

export const serverIds = ["tftp", "sftp"] as const;
export type ServerId = (typeof serverIds)[number];

/** A whole number, with one sentence for every way of missing it. */
function whole(least: number, most: number) {
  const sentence = `Enter a whole number from ${least} to ${most}.`;
  return z.int({ error: sentence }).min(least, sentence).max(most, sentence);
}

/** Milliseconds, spoken of in seconds as the form shows them. */
function milliseconds(least: number, most: number) {
  const sentence = `Enter ${least / 1000} to ${most / 1000} seconds.`;
  return z.int({ error: sentence }).min(least, sentence).max(most, sentence);
}

const address = z
  .string()
  .trim()
  .refine((text) => isIpv4(text) || isIpv6(text), {
    message: "Enter an IPv4 or IPv6 address of this machine; 0.0.0.0 or :: is all of them.",
  });
/** 0: any free one, chosen at each start. */
const port = whole(0, 65_535);

export const tftpSettingsSchema = z.object({
  address,
  port,
  /** Bytes; a client that asks for more is answered with this (RFC 2348). */
  maxBlockSize: whole(512, 65_464),
  /** Packets per acknowledgement; a client that asks for more is answered with this (RFC 7440). */
  maxWindowSize: whole(1, 65_535),
  /** A packet is sent at most this many times before the transfer is given up. */
  maxTries: whole(1, 100),
  /** Transfers at once, of all clients and of one address. */
  concurrent: whole(1, 10_000),
  perAddress: whole(1, 10_000),
  /** Of one address. */
  requestsPerSecond: whole(1, 10_000),
});
export type TftpSettings = z.infer<typeof tftpSettingsSchema>;

const HOUR_MS = 3_600_000;
/** The same settings as the server's own, with sentences for the form and without defaults. Times in milliseconds. */
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

/** One server's settings, all of them, as the form sends them. */
export const serverSettingsSchema = z.discriminatedUnion("server", [
  tftpSettingsSchema.extend({ server: z.literal("tftp") }),
  sftpSettingsInputSchema.extend({ server: z.literal("sftp") }),
]);
export type ServerSettings = z.output<typeof serverSettingsSchema>;
