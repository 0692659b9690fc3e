/** One entry: time, source, access point, and text; on narrow screens the text is below the rest. */
import { clsx } from "clsx";
import { memo } from "react";
import { Link } from "@/components/ui/link";
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { isoTime, localClock, localWeekday, longTime } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { toneOf, withoutTimestamp } from "./entry-text";
import { GutterLines, LaneMarks } from "./lane-gutter";
import { SourceIcon, sourceName } from "./source-look";
import { gapPixels, type Spacing, type TimelineRowView } from "./timeline-rows";

const textTone = { fail: "text-fail-text", warn: "text-warn-text" } as const;

const COLUMNS = "lg:grid-cols-[5.75rem_var(--gutter)_8.5rem_minmax(0,1fr)]";

export const TimelineRow = memo(function TimelineRow({
  row: { entry, opensSecond, opensDay, opensAp, gapMs, pauseMs },
  spacing,
  apNameOf,
  showsTimestamps,
}: {
  row: TimelineRowView;
  spacing: Spacing;
  apNameOf: (apId: string) => string;
  showsTimestamps: boolean;
}) {
  const tone = toneOf(entry.severity);
  const isState = entry.source === "state";
  const gap = gapPixels(gapMs, spacing);
  return (
    <>
      {opensDay && (
        <p className="px-3 pt-3 pb-1 font-medium text-[0.8125rem] text-ink-2">{localWeekday(entry.wallAt)}</p>
      )}
      {(gap > 0 || pauseMs !== null) && !opensDay && (
        <div
          className={clsx(
            "grid items-center gap-x-2 px-3 text-ink-3 text-xs lg:border-l-3 lg:border-l-transparent",
            COLUMNS,
          )}
          style={{ minHeight: gap }}
        >
          <span className="hidden lg:block" />
          <GutterLines />
          {pauseMs !== null && (
            <p className="col-span-2 flex items-center gap-2 py-1">
              {formatDuration(pauseMs / 1000)} later
              <span aria-hidden className="h-px grow bg-line" />
            </p>
          )}
        </div>
      )}
      <div
        className={clsx(
          "grid grid-cols-[auto_auto_minmax(0,1fr)] items-start gap-x-2 px-3 leading-5 hover:bg-hover",
          COLUMNS,
          opensSecond && !opensDay && pauseMs === null && "border-line border-t",
          "border-l-3",
          tone === "fail"
            ? "border-l-fail bg-(--row) [--row:color-mix(in_oklab,var(--fail-soft)_55%,var(--sunken))]"
            : tone === "warn"
              ? "border-l-warn [--row:var(--sunken)]"
              : "border-l-transparent [--row:var(--sunken)]",
          "max-lg:py-1",
        )}
      >
        <Time entry={entry} opensSecond={opensSecond} />
        <LaneMarks entry={entry} />
        <Source source={entry.source} />
        <Who entry={entry} isFirst={opensAp} nameOf={apNameOf} />
        <p
          title={titleOf(entry)}
          className={clsx(
            "code col-span-full whitespace-pre-wrap break-words text-xs! leading-5 lg:col-auto",
            tone ? textTone[tone] : isState ? "text-ink" : "text-ink-2",
            isState && "font-semibold",
          )}
        >
          {showsTimestamps ? entry.text : withoutTimestamp(entry)}
        </p>
      </div>
    </>
  );
});

function Time({ entry: { wallAt }, opensSecond }: { entry: TimelineEntry; opensSecond: boolean }) {
  const fraction = `.${String(Math.floor(wallAt % 1000)).padStart(3, "0")}`;
  return (
    <time
      dateTime={isoTime(wallAt)}
      className="code whitespace-nowrap text-xs! leading-5 text-ink-3 lg:text-right"
    >
      <span className={clsx("text-ink-2", !opensSecond && "lg:opacity-0")}>{localClock(wallAt)}</span>
      {fraction}
    </time>
  );
}

/** Icon and name of the source on narrow screens; on wide ones the lane shows it. */
const Source = ({ source }: { source: TimelineEntry["source"] }) => (
  <span className="flex items-center gap-1 text-ink-2 text-xs lg:sr-only">
    <SourceIcon source={source} />
    {sourceName(source)}
  </span>
);

/** The access point, or the operator. The first of a run of entries of one access point stands out. */
function Who(props: { entry: TimelineEntry; isFirst: boolean; nameOf: (apId: string) => string }) {
  const { entry, isFirst, nameOf } = props;
  const { apId, by } = entry;
  if (apId === null) return <span className="truncate text-ink-2 text-xs leading-5">{by}</span>;
  return (
    <Link
      href={`/monitoring/access-points/${apId}`}
      prefetch={false}
      tabIndex={isFirst ? undefined : -1}
      className={clsx(
        "min-h-6 truncate text-xs leading-6 hover:text-accent-text hover:underline",
        isFirst ? "text-ink" : "text-ink-3",
      )}
    >
      {nameOf(apId)}
    </Link>
  );
}

/** The line as it was written, and the simulated time if it differs from the real time. */
function titleOf({ text, at, wallAt }: TimelineEntry): string {
  if (at === null || Math.abs(at - wallAt) < 1000) return text;
  return `${text}\nController time: ${longTime(at)}`;
}
