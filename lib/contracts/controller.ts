/** The controller as the frame of every page shows it: topic `controller`, one row. */
import { z } from "zod";
import { knownHostSchema } from "./known-hosts";
import type { Profile, SftpProfile } from "./profile";

export const controllerRowSchema = z.object({
  name: z.string(),
  ip: z.string(),
  model: z.string(),
  version: z.string(),
  backupVersion: z.string(),
  /** `reloading` from Activate until it is back. */
  state: z.enum(["up", "reloading"]),
  /** Wall milliseconds at which the reload is expected to end; null when up. */
  backAt: z.number().nullable(),
  clockFactor: z.number(),
  /** One moment on both clocks, in milliseconds; from it and the factor follows the controller's time at any moment. */
  clockOrigin: z.object({ wallAt: z.number(), simulatedAt: z.number() }),
  /** The saved image download profile; null until the first Save. Secrets are never in it. */
  profile: z.custom<Profile>((v) => typeof v === "object" && v !== null).nullable(),
  profileSavedAt: z.number().nullable(),
  /** The profile that a first visit proposes: our own server and the newest image set; null without one. */
  suggestedProfile: z.custom<Profile>((v) => typeof v === "object" && v !== null).nullable(),
  /**
   * The same for SFTP mode: a user of our own SFTP server whose password this program made, so that it need not be
   * typed; null without one.
   */
  suggestedSftp: z.custom<SftpProfile>((v) => typeof v === "object" && v !== null).nullable(),
  /** The host keys of SFTP servers that the controller has connected to. */
  knownHosts: z.array(knownHostSchema),
  apCount: z.int(),
  joinedCount: z.int(),
  /** False when the store cannot be written (disk full). */
  storeHealthy: z.boolean(),
});
export type ControllerRow = z.infer<typeof controllerRowSchema>;

/** The controller's time at a moment of wall time, in milliseconds. */
export const simulatedTime = (
  { clockOrigin, clockFactor }: Pick<ControllerRow, "clockOrigin" | "clockFactor">,
  wallAt: number,
): number => clockOrigin.simulatedAt + (wallAt - clockOrigin.wallAt) * clockFactor;
