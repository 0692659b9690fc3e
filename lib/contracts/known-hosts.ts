/** Host keys of SFTP servers that the controller knows: pinned at the first login, refused when they change. */
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
  /** Wall milliseconds. */
  pinnedAt: z.number(),
  /** Another key that the server has shown since, and that was refused; null when it shows the pinned one. */
  refused: z.object({ fingerprint: fingerprintSchema, at: z.number() }).nullable(),
});
export type KnownHost = z.infer<typeof knownHostSchema>;

/** The key of a server that is trusted from now on. */
export const hostKeyAcceptanceSchema = z.object({
  server: imageServerSchema,
  port: z.int().min(1).max(65_535),
  fingerprint: fingerprintSchema,
});
export type HostKeyAcceptance = z.infer<typeof hostKeyAcceptanceSchema>;
