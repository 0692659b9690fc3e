/** The controller as the frame of every page shows it: topic `controller`, one row. */
import { z } from "zod";
import { knownHostSchema } from "./known-hosts";
import { DEFAULT_MODE } from "./modes/download-mode";
import type { Profile } from "./profile";
import { releaseCheckSchema } from "./release-check";

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
  /**
   * The profiles that a first visit proposes, in the order of the modes: our own servers and the newest image set. With
   * users whose password this program generated, so that it need not be typed.
   */
  suggestions: z.array(z.custom<Profile>((v) => typeof v === "object" && v !== null)).readonly(),
  /** What the last check for a newer release found; null before the first check. */
  releaseCheck: releaseCheckSchema.nullable(),
  /** The host keys of SFTP servers that the controller has connected to. */
  knownHosts: z.array(knownHostSchema),
  apCount: z.int(),
  joinedCount: z.int(),
  /** Why changes cannot be stored, as sentences (disk full); null when they can. */
  storeFault: z.string().nullable(),
  /** That the process has almost as many files and connections open as it may, as sentences; null when not. */
  openFilesFault: z.string().nullable(),
});
export type ControllerRow = z.infer<typeof controllerRowSchema>;

/** Without what is wrong with the program around the simulation. */
export type SimulatedController = Omit<ControllerRow, "storeFault" | "openFilesFault">;

/** The controller's time at a moment of wall time, in milliseconds. */
export const simulatedTime = (
  { clockOrigin, clockFactor }: Pick<ControllerRow, "clockOrigin" | "clockFactor">,
  wallAt: number,
): number => clockOrigin.simulatedAt + (wallAt - clockOrigin.wallAt) * clockFactor;

/** The profile that a first visit proposes: our own server in the mode that comes first; null without one. */
export const suggestedProfile = ({ suggestions }: Pick<ControllerRow, "suggestions">): Profile | null =>
  suggestions.find(({ mode }) => mode === DEFAULT_MODE) ?? null;
