/** What an access point does during a run, as the recording keeps it and the page shows it. */

/** The order is the one of the numbers in stored recordings: a new phase is added at the end. */
export const runPhases = [
  "idle",
  "queued",
  "waiting",
  "fetching",
  "receiving",
  "stalled",
  "verifying",
  "controller-image",
  "retrying",
  "complete",
  "failed",
  "unsupported",
  "lost",
  "rebooting",
  "joining",
  "joined",
  "removed",
] as const;
export type RunPhase = (typeof runPhases)[number];

/** The words for a phase; what is particular about it (method, cause, version) is its note. */
export const phaseWords: Record<RunPhase, string> = {
  idle: "Idle",
  queued: "Queued",
  waiting: "Waiting",
  fetching: "Fetching",
  receiving: "Receiving over CAPWAP",
  stalled: "Waiting for the rest of the image",
  verifying: "Verifying",
  "controller-image": "Receiving the controller image",
  retrying: "Waiting for its next try",
  complete: "Image complete",
  failed: "Failed",
  unsupported: "Not supported",
  lost: "Lost CAPWAP",
  rebooting: "Rebooting",
  joining: "Joining",
  joined: "Joined",
  removed: "Removed from the lab",
};

/** In these phases bytes of an image move, so that they have progress samples. */
export const isMovingPhase = (phase: RunPhase): boolean =>
  phase === "fetching" || phase === "receiving" || phase === "stalled" || phase === "controller-image";

/** In these phases it ended without its image. */
export const isFailedPhase = (phase: RunPhase): boolean =>
  phase === "failed" || phase === "unsupported" || phase === "lost";
