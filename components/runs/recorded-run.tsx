/** The recording of a run on its page: the picture, the replay, and the table of access points at the same instant. */
"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Toolbar } from "@/components/ui/toolbar";
import type { RunTimeline, TimelineAp } from "@/lib/client/runs/run-timeline";
import { TimelineCursor } from "@/lib/client/runs/timeline-cursor";
import type { RunRow } from "@/lib/contracts/runs";
import { grouped } from "@/lib/kit/number-text";
import { elapsedText, formatDuration } from "@/lib/kit/units";
import { ApMoments } from "./ap-moments";
import { outcomesAt } from "./ap-outcomes";
import { ApTable } from "./ap-table";
import { InstantCounters } from "./instant-counters";
import { hadTrouble, nameOrder } from "./picture/picture-rows";
import { RunPicture } from "./picture/run-picture";
import { ReplayBar } from "./replay-bar";
import { StageTimes } from "./stage-times";
import { useClockChange, useReplay } from "./use-replay";

const LIVE_EVERY_MS = 500;

/** @param revision changes when the timeline has grown */
export function RecordedRun({
  row,
  timeline,
  revision,
}: {
  row: RunRow;
  timeline: RunTimeline;
  revision: number;
}) {
  const isLive = row.outcome === "running";
  const end = useEnd(row, timeline, isLive);
  const clock = useReplay(row.startedAt, end);
  const change = useClockChange(clock);
  const [gutter, setGutter] = useState(168);
  const [text, setText] = useState("");
  const [isTroubleOnly, setTroubleOnly] = useState(false);
  const [selected, setSelected] = useState<number | null>(null);
  // Who had failures changes while the recording grows.
  const troubleRevision = isTroubleOnly ? revision : 0;
  const shows = useCallback(
    (ap: TimelineAp) =>
      (!isTroubleOnly || hadTrouble(ap)) &&
      `${ap.name} ${ap.model} ${ap.family ?? ""}`.toLowerCase().includes(text.trim().toLowerCase()),
    [text, isTroubleOnly, troubleRevision],
  );
  const cursor = useMemo(() => new TimelineCursor(timeline), [timeline]);
  const order = useMemo(() => nameOrder(timeline.aps), [timeline, timeline.aps.length]);
  const { instant } = clock;
  // `revision` and `change` stand for what has changed inside the timeline and the clock.
  const outcomes = useMemo(() => {
    cursor.moveTo(instant);
    return outcomesAt(timeline, cursor, order, shows);
  }, [timeline, cursor, order, shows, instant, revision, change]);
  const select = useCallback((index: number) => setSelected(index), []);
  const selectAp = useCallback((ap: TimelineAp) => setSelected(ap.index), []);
  const shown = clock.isAtEnd
    ? isLive
      ? "now"
      : "at the end"
    : `at ${elapsedText(instant - row.startedAt, true)}`;
  const opened = selected === null ? undefined : timeline.aps[selected];
  return (
    <>
      <RecordingNotes timeline={timeline} />
      <Panel flush title="Picture" description="One bar for each access point, image masters (★) first">
        <Toolbar
          label="Access points to show"
          end={
            <span role="status" className="num text-[0.8125rem] text-ink-3">
              {grouped(outcomes.length)} of {grouped(timeline.aps.length)} access points
            </span>
          }
        >
          <SearchInput
            label="Search access points"
            value={text}
            maxLength={100}
            onChange={(event) => setText(event.target.value)}
            className="w-full sm:w-64"
          />
          <Button size="sm" aria-pressed={isTroubleOnly} onClick={() => setTroubleOnly(!isTroubleOnly)}>
            With failures only
          </Button>
        </Toolbar>
        <RunPicture
          timeline={timeline}
          revision={revision}
          order={order}
          clock={clock}
          shows={shows}
          onSelect={selectAp}
          onGutter={setGutter}
        />
        <ReplayBar clock={clock} isLive={isLive} gutter={gutter} />
      </Panel>
      {opened !== undefined && (
        <ApMoments timeline={timeline} ap={opened} clock={clock} onClose={() => setSelected(null)} />
      )}
      <Panel flush title={`Access points ${shown}`} description={timeline.stateAt(instant)?.status}>
        <InstantCounters timeline={timeline} instant={instant} />
        <ApTable outcomes={outcomes} instant={shown} selected={selected} onSelect={select} />
      </Panel>
      <StageTimes timeline={timeline} instant={instant} end={end} prediction={row.prediction} />
    </>
  );
}

/** The end of the axis: now while the run is under way, else the last that was recorded. */
function useEnd(row: RunRow, timeline: RunTimeline, isLive: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNow(Date.now()), LIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return Math.max(timeline.lastAt, row.endedAt ?? 0, isLive ? now : 0);
}

/** What is missing from the recording. */
function RecordingNotes({ timeline }: { timeline: RunTimeline }) {
  const { gaps, intervals, isReadable, startedAt } = timeline;
  const at = (instant: number) => elapsedText(instant - startedAt);
  const notes = [
    ...(isReadable ? [] : ["The end of the recording is damaged and is not shown."]),
    ...gaps.map(
      ({ from, to }) =>
        `The program did not run from ${at(from)} to ${at(to)}. Nothing is known of that time.`,
    ),
    ...intervals.map((interval) =>
      interval.everyMs === 0
        ? `From ${at(interval.at)} on there are no progress samples, because the recording has reached its size.`
        : `From ${at(interval.at)} on there is a progress sample only every ${formatDuration(interval.everyMs / 1_000)}.`,
    ),
  ];
  if (notes.length === 0) return null;
  return (
    <Banner tone="info" title="The recording is not complete">
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Banner>
  );
}
