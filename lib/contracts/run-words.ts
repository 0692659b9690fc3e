/** The words for how a run ended, on pages and in documents. */
import type { RunOutcome } from "./runs";

export const outcomeWords: Record<RunOutcome, string> = {
  running: "Running",
  ready: "Ready to activate",
  complete: "Complete",
  warnings: "Complete with warnings",
  failed: "Failed",
  canceled: "Canceled",
  interrupted: "Interrupted",
};
