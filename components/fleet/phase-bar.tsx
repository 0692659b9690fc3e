/** One access point's bar of a run, on the axis of the run: what it did, and where tries failed. */
import { clsx } from "clsx";
import type { RunPhase } from "@/lib/contracts/run-phases";
import type { ApRun } from "@/lib/contracts/runs";
import { elapsedText } from "@/lib/kit/units";
import { describeSegment } from "./run-moments";
import { phaseText } from "./run-words";

/** A color for each phase; height and stripes tell them apart without color. */
const looks: Record<RunPhase, string | null> = {
  idle: null,
  queued: "h-1 bg-line-strong",
  waiting: "h-2 bg-line",
  fetching: "h-4 bg-accent",
  receiving: "h-4 bg-info",
  stalled: "h-4 border-2 border-warn bg-warn-soft",
  verifying: "h-4 border-2 border-accent bg-accent-soft",
  "controller-image": "h-3 border-y-2 border-accent bg-surface",
  retrying: "h-4 border-2 border-fail border-dashed bg-fail-soft",
  complete: "h-1.5 bg-ok",
  failed: "h-2.5 bg-fail",
  unsupported: "h-2.5 border-2 border-fail bg-fail-soft",
  lost: "h-4 border-2 border-fail bg-fail-soft",
  rebooting: "h-4 bg-ink-3",
  joining: "h-4 border-2 border-ink-3 bg-sunken",
  joined: "h-2.5 border-y-2 border-ok bg-surface",
  removed: null,
};

/** @param end wall milliseconds at which the axis ends */
export function PhaseBar({ run, end, label }: { run: ApRun; end: number; label: string }) {
  const { startedAt } = run.row;
  const span = Math.max(1, end - startedAt);
  const percent = (at: number) => (100 * Math.min(span, Math.max(0, at - startedAt))) / span;
  const last = run.segments.at(-1);
  return (
    <div className="min-w-0">
      <div
        role="img"
        aria-label={`${label}: ${last === undefined ? "idle" : phaseText(last.phase, last.note)}, ${elapsedText(span)}`}
        className="relative h-6 overflow-hidden rounded bg-sunken"
      >
        {run.segments.map((segment, i) => {
          const look = looks[segment.phase];
          if (look === null) return null;
          const until = run.segments[i + 1]?.at ?? end;
          const left = percent(segment.at);
          return (
            <span
              key={`${segment.at} ${segment.phase} ${i}`}
              title={describeSegment({ startedAt }, segment, until)}
              className={clsx("absolute top-1/2 -translate-y-1/2", look)}
              style={{ left: `${left}%`, width: `max(2px, ${percent(until) - left}%)` }}
            />
          );
        })}
        {run.failures.map(({ at, reason }, i) => (
          <span
            key={`${at} ${i}`}
            title={`${elapsedText(at - startedAt, true)}: ${reason}`}
            className="absolute inset-y-0 w-0.5 bg-fail"
            style={{ left: `${percent(at)}%` }}
          />
        ))}
      </div>
      <p aria-hidden className="num flex justify-between text-ink-3 text-xs">
        <span>0:00</span>
        <span>{elapsedText(span)}</span>
      </p>
    </div>
  );
}
