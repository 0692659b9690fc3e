/** One entry: time, source, access point, and text; on narrow screens the text is below the rest. */
import { clsx } from "clsx";
import Link from "next/link";
import { memo } from "react";
import { type TimelineEntry, timelineSources } from "@/lib/contracts/timeline";
import { isoTime, localClock, localWeekday, longTime } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { toneOf, withoutTimestamp } from "./entry-text";
import { laneOf, SourceIcon, sourceName } from "./source-look";
import type { TimelineRowView } from "./timeline-rows";

const textTone = { fail: "text-fail-text", warn: "text-warn-text" } as const;

export const TimelineRow = memo(function TimelineRow({
  row: { entry, opensSecond, opensDay, opensAp, pauseMs },
  apNameOf,
  showsTimestamps,
}: {
  row: TimelineRowView;
  apNameOf: ((apId: string) => string) | null;
  showsTimestamps: boolean;
}) {
  const tone = toneOf(entry.severity);
  const isState = entry.source === "state";
  return (
    <>
      {opensDay && (
        <p className="px-3 pt-3 pb-1 font-medium text-[0.8125rem] text-ink-2">{localWeekday(entry.wallAt)}</p>
      )}
      {pauseMs !== null && (
        <p className="flex items-center gap-2 px-3 py-1 text-ink-3 text-xs">
          <span aria-hidden className="h-px w-8 bg-line" />
          {formatDuration(pauseMs / 1000)} later
          <span aria-hidden className="h-px grow bg-line" />
        </p>
      )}
      <div
        className={clsx(
          "grid grid-cols-[auto_auto_minmax(0,1fr)] items-start gap-x-2 px-3 leading-5 hover:bg-hover",
          apNameOf
            ? "lg:grid-cols-[5.75rem_5.5rem_7.5rem_minmax(0,1fr)]"
            : "lg:grid-cols-[5.75rem_5.5rem_minmax(0,1fr)]",
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
        <Lane entry={entry} />
        {apNameOf && <ApLink apId={entry.apId} opensAp={opensAp} nameOf={apNameOf} />}
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

/** The icon in the lane of its source, on wide screens; icon and name on narrow ones. */
function Lane({ entry: { source } }: { entry: TimelineEntry }) {
  return (
    <span className="flex items-center self-stretch lg:grid lg:grid-cols-4">
      {timelineSources.map((each) => (
        <span
          key={each}
          aria-hidden
          className="relative hidden self-stretch before:absolute before:inset-y-0 before:left-1/2 before:w-px before:bg-line lg:block"
        >
          {laneOf(each) === laneOf(source) && (
            <SourceIcon source={source} className="relative mx-auto mt-[3px] bg-(--row)" />
          )}
        </span>
      ))}
      <span className="flex items-center gap-1 text-ink-2 text-xs lg:sr-only">
        <SourceIcon source={source} />
        {sourceName(source)}
      </span>
    </span>
  );
}

/** The access point. In a run of entries of the same one, only the first is a link. */
function ApLink(props: { apId: string | null; opensAp: boolean; nameOf: (apId: string) => string }) {
  const { apId, opensAp, nameOf } = props;
  if (apId === null) return <span />;
  if (!opensAp)
    return (
      <span className="truncate text-ink-3 text-xs leading-5">
        <span className="lg:sr-only">{nameOf(apId)}</span>
      </span>
    );
  return (
    <Link
      href={`/monitoring/access-points/${apId}`}
      prefetch={false}
      className="min-h-6 truncate text-xs leading-6 text-ink-2 hover:text-accent-text hover:underline"
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
