/** Host keys of SFTP servers. The controller pins a key at the first login and refuses any other key afterward. */
import { z } from "zod";
import { imageServerSchema } from "./profile-fields";

/** A SHA-256 fingerprint as `ssh-keygen -l` prints it. */
export const fingerprintSchema = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "Enter the fingerprint as SHA256: followed by 43 characters.");

export const knownHostSchema = z.object({
  address: z.string(),
  port: z.int(),
  fingerprint: fingerprintSchema,
  /** Wall time, in milliseconds since the epoch. */
  pinnedAt: z.number(),
  /** The different key that the server last presented and that was refused; null while it presents the pinned key. */
  refused: z.object({ fingerprint: fingerprintSchema, at: z.number() }).nullable(),
});
export type KnownHost = z.infer<typeof knownHostSchema>;

/** A server's key that an operator decides to trust from now on. */
export const hostKeyAcceptanceSchema = z.object({
  server: imageServerSchema,
  port: z.int().min(1).max(65_535),
  fingerprint: fingerprintSchema,
});
export type HostKeyAcceptance = z.infer<typeof hostKeyAcceptanceSchema>;
