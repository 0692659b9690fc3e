/** Host keys of SFTP servers as the controller remembers them: pinned on first use, refused when they change (spec 50). */
import { z } from "zod";
import { imageServerSchema } from "./profile-fields";

/** As `ssh-keygen -l` prints it. */
export const fingerprintSchema = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "A fingerprint is written SHA256: and 43 characters.");

export const knownHostSchema = z.object({
  address: z.string(),
  port: z.int(),
  fingerprint: fingerprintSchema,
  /** Wall milliseconds. */
  pinnedAt: z.number(),
  /** Another key that the server showed since, and that was refused; null when it shows the pinned one. */
  refused: z.object({ fingerprint: fingerprintSchema, at: z.number() }).nullable(),
});
export type KnownHost = z.infer<typeof knownHostSchema>;

/** Which key of which server is to be trusted from now on. */
export const hostKeyAcceptanceSchema = z.object({
  server: imageServerSchema,
  port: z.int().min(1).max(65_535),
  fingerprint: fingerprintSchema,
});
export type HostKeyAcceptance = z.infer<typeof hostKeyAcceptanceSchema>;
