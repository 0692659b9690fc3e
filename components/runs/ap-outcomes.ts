/** What the recording says of every access point at an instant, for the table and the counters. */
import { type RunTimeline, segmentAt, type TimelineAp } from "@/lib/client/runs/run-timeline";
import type { TimelineCursor } from "@/lib/client/runs/timeline-cursor";
import { isFailedPhase, type RunPhase } from "@/lib/contracts/run-phases";
import { byName } from "./picture/picture-rows";

export type ApOutcome = {
  ap: TimelineAp;
  phase: RunPhase;
  note: string;
  percent: number | null;
  /** The reason of its last failed try up to the instant; empty without one. */
  why: string;
  retries: number;
  /** From its first phase until it had its image, failed or joined; until the instant while it is under way. */
  durationMs: number | null;
  /** Of its own image and of the controller image, as far as they had arrived. */
  bytes: number;
};

const RANKS: Partial<Record<RunPhase, number>> = { failed: 0, unsupported: 0, lost: 0, retrying: 1 };
const ENDS: ReadonlySet<RunPhase> = new Set<RunPhase>([
  "complete",
  "failed",
  "unsupported",
  "lost",
  "joined",
]);

/** The order of names, computed once: a fleet is large, and instants follow each other quickly. */
export function nameOrder(aps: readonly TimelineAp[]): Int32Array {
  const order = new Int32Array(aps.length);
  for (const [place, ap] of [...aps].sort(byName).entries()) order[ap.index] = place;
  return order;
}

/** Failures first, then by name. */
export function outcomesAt(
  timeline: RunTimeline,
  cursor: TimelineCursor,
  order: Int32Array,
  shows: (ap: TimelineAp) => boolean,
): ApOutcome[] {
  const outcomes = timeline.aps.filter(shows).map((ap) => outcomeAt(ap, cursor));
  const place = ({ ap, phase }: ApOutcome) => (RANKS[phase] ?? 2) * 1e6 + (order[ap.index] ?? 0);
  return outcomes.sort((a, b) => place(a) - place(b));
}

export function outcomeAt(ap: TimelineAp, cursor: TimelineCursor): ApOutcome {
  const { at } = cursor;
  const { phase, segment, percent } = cursor.of(ap);
  let retries = 0;
  let imageBytes = 0;
  let controllerBytes = 0;
  let first: number | null = null;
  let end: number | null = null;
  for (const one of ap.segments) {
    if (one.at > at) break;
    retries = Math.max(retries, one.retryCount);
    imageBytes = Math.max(imageBytes, one.imageBytes);
    controllerBytes = Math.max(controllerBytes, one.controllerBytes);
    if (first === null && one.phase !== "idle") first = one.at;
    end = ENDS.has(one.phase) ? one.at : null;
  }
  const failure = ap.failures.findLast((one) => one.at <= at);
  return {
    ap,
    phase,
    note: segment?.note ?? "",
    percent,
    why:
      isFailedPhase(phase) || phase === "retrying"
        ? segment?.note || (failure?.reason ?? "")
        : (failure?.reason ?? ""),
    retries,
    durationMs: first === null ? null : Math.max(0, (end ?? at) - first),
    bytes: imageBytes + controllerBytes,
  };
}

/** The groups of the counters, in the order in which they are shown. */
export const counterGroups: readonly { label: string; phases: readonly RunPhase[] }[] = [
  { label: "Idle", phases: ["idle", "removed"] },
  { label: "Waiting", phases: ["queued", "waiting"] },
  { label: "Receiving", phases: ["fetching", "receiving", "stalled", "controller-image"] },
  { label: "Verifying", phases: ["verifying"] },
  { label: "Image complete", phases: ["complete"] },
  { label: "Retrying", phases: ["retrying"] },
  { label: "Failed", phases: ["failed", "unsupported", "lost"] },
  { label: "Reloading", phases: ["rebooting", "joining"] },
  { label: "Joined", phases: ["joined"] },
];

/** How many access points are in each group at an instant. Every access point is in one. */
export function countersAt(timeline: RunTimeline, at: number): number[] {
  const byPhase = new Map<RunPhase, number>();
  for (const ap of timeline.aps) {
    const phase = segmentAt(ap, at)?.phase ?? "idle";
    byPhase.set(phase, (byPhase.get(phase) ?? 0) + 1);
  }
  return counterGroups.map(({ phases }) => phases.reduce((sum, phase) => sum + (byPhase.get(phase) ?? 0), 0));
}
