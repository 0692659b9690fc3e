/** The words and tones of runs: durations, and what one access point did. */
import type { Tone } from "@/components/ui/tone";
import type { Segment } from "@/lib/client/runs/run-timeline";
import { phaseWords, type RunPhase } from "@/lib/contracts/run-phases";
import type { RunOutcome, RunRow } from "@/lib/contracts/runs";

export const outcomeTones: Record<RunOutcome, Tone> = {
  running: "accent",
  ready: "info",
  complete: "ok",
  warnings: "warn",
  failed: "fail",
  canceled: "neutral",
  interrupted: "warn",
};

/** Milliseconds that it took, or has taken until `now`; null while that is not known. */
export function runDuration({ startedAt, endedAt }: RunRow, now: number | null): number | null {
  const until = endedAt ?? now;
  return until === null ? null : Math.max(0, until - startedAt);
}

/** `Fetching over TFTP`, `Failed: No such file`, `Joined with 17.12.1.5` */
export function phaseText(phase: RunPhase, note: string): string {
  const words = phaseWords[phase];
  if (note === "") return words;
  switch (phase) {
    case "fetching":
      return `${words} over ${note}`;
    case "queued":
    case "waiting":
      return note;
    case "joined":
      return `${words} with ${note}`;
    default:
      return `${words}: ${note}`;
  }
}

export const segmentText = (segment: Segment | undefined): string =>
  segment === undefined ? phaseWords.idle : phaseText(segment.phase, segment.note);

export const phaseTones: Record<RunPhase, Tone> = {
  idle: "neutral",
  queued: "neutral",
  waiting: "neutral",
  fetching: "accent",
  receiving: "info",
  stalled: "warn",
  verifying: "accent",
  "controller-image": "accent",
  retrying: "warn",
  complete: "ok",
  failed: "fail",
  unsupported: "fail",
  lost: "fail",
  rebooting: "neutral",
  joining: "neutral",
  joined: "ok",
  removed: "neutral",
};
