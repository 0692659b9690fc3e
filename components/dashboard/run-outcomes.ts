/** How the outcome of a run is called, and its tone. */
import type { Tone } from "@/components/ui/tone";
import type { RunOutcome } from "@/lib/contracts/runs";

export const runOutcomeWords: Record<RunOutcome, { word: string; tone: Tone }> = {
  running: { word: "Running", tone: "accent" },
  ready: { word: "Ready to activate", tone: "info" },
  complete: { word: "Complete", tone: "ok" },
  warnings: { word: "With warnings", tone: "warn" },
  failed: { word: "Failed", tone: "fail" },
  canceled: { word: "Canceled", tone: "neutral" },
  interrupted: { word: "Interrupted", tone: "neutral" },
};
