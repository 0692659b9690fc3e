/** The gutter of the timeline: a vertical line for each lane, a mark where an entry belongs, a line to whom it concerns. */
import { clsx } from "clsx";
import { type CSSProperties, createContext, useContext } from "react";
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { type Lane, placeOf } from "./lanes";
import { SourceIcon } from "./source-look";

const LANE_REM = 1.375;
const center = (index: number): string => `${(index + 0.5) * LANE_REM}rem`;

/** The lanes of the page, and the family of each access point. */
export const LanesContext = createContext<{
  lanes: readonly Lane[];
  familyOf: (apId: string) => string | null | undefined;
}>({ lanes: [], familyOf: () => undefined });

/** For the element around all rows: the width of the gutter. */
export const gutterStyle = (lanes: readonly Lane[]): CSSProperties =>
  ({ "--gutter": `${lanes.length * LANE_REM}rem` }) as CSSProperties;

/** One background for all lines, so that a row has only its own marks as elements. */
const LINES: CSSProperties = {
  backgroundImage: `repeating-linear-gradient(to right, transparent 0 calc(${LANE_REM / 2}rem - 0.5px), var(--line) calc(${LANE_REM / 2}rem - 0.5px) calc(${LANE_REM / 2}rem + 0.5px), transparent calc(${LANE_REM / 2}rem + 0.5px) ${LANE_REM}rem)`,
};

/** The lines alone, between two rows. */
export const GutterLines = ({ className }: { className?: string }) => (
  <span aria-hidden className={clsx("hidden self-stretch lg:block", className)} style={LINES} />
);

/** The lines with the marks of an entry, on wide screens. */
export function LaneMarks({ entry }: { entry: TimelineEntry }) {
  const { lanes, familyOf } = useContext(LanesContext);
  const { at, to } = placeOf(entry, lanes, familyOf);
  return (
    <span aria-hidden className="relative hidden self-stretch lg:block" style={LINES}>
      {to !== null && to !== at && (
        <>
          <span
            className="absolute top-2.5 h-px bg-line-strong"
            style={{ left: center(Math.min(at, to)), width: `${Math.abs(to - at) * LANE_REM}rem` }}
          />
          <span
            className="absolute top-2 size-1.5 -translate-x-1/2 rounded-full bg-line-strong"
            style={{ left: center(to) }}
          />
        </>
      )}
      {at >= 0 && (
        <span className="absolute top-[3px] -translate-x-1/2 bg-(--row)" style={{ left: center(at) }}>
          <SourceIcon source={entry.source} />
        </span>
      )}
    </span>
  );
}

/** The names of the lanes, on wide screens. */
export function LaneHeader({ lanes }: { lanes: readonly Lane[] }) {
  return (
    <div aria-hidden className="relative hidden h-20 lg:block" style={{ width: "var(--gutter)" }}>
      {lanes.map(({ key, label }, i) => (
        <span
          key={key}
          className="absolute bottom-0.5 max-h-19 -translate-x-1/2 rotate-180 truncate text-ink-2 text-xs [writing-mode:vertical-rl]"
          style={{ left: center(i) }}
          title={label}
        >
          {label}
        </span>
      ))}
    </div>
  );
}
