/**
 * The timeline as a filter shows it. When the engine says that the axis has grown, what is newer is read, at most twice
 * a second; older entries come page by page.
 */
"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { OlderState } from "@/components/log-view/older";
import { call } from "@/lib/client/call";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { Answer } from "@/lib/contracts/fault";
import {
  keyBefore,
  type TimelineEntry,
  type TimelinePage,
  type TimelineSource,
} from "@/lib/contracts/timeline";
import { questionOf, type TimelineFilter } from "./timeline-filter";
import { merged, trimmed } from "./timeline-window";

export type ReadTimeline = (question: {
  apId: string | null;
  shared: boolean;
  sources: TimelineSource[];
  text: string;
  before?: string;
  after?: string;
  limit: number;
}) => Promise<Answer<TimelinePage>>;

const PAGE_ENTRIES = 400;
const NEWER_ENTRIES = 2_000;
/** More than this in one go was missed by a tab that slept: it begins anew at the end. */
const NEWER_PAGES = 4;
const READ_EVERY_MS = 500;
/** A filter that is being typed is asked for once. */
const SETTLE_MS = 250;
/** The beginning of a transfer is told up to a quarter of a second late: what was read last is read once more. */
const OVERLAP_MS = 1_000;
const MOST_ENTRIES = 20_000;
const KEPT_ENTRIES = 10_000;

export type FollowedTimeline = {
  entries: readonly TimelineEntry[];
  older: OlderState;
  loadOlder: () => void;
};

type Held = { filter: TimelineFilter; entries: readonly TimelineEntry[]; asOf: number | null };
const nothing = (filter: TimelineFilter): Held => ({ filter, entries: [], asOf: null });

/**
 * @param filter the same object while nothing in it changes
 * @param following the reader is at the end: what lies far behind may go
 */
export function useTimeline(
  filter: TimelineFilter,
  following: boolean,
  readTimeline: ReadTimeline,
): FollowedTimeline {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [older, setOlder] = useState<OlderState>({ phase: "asking" });
  const held = useRef<Held>(nothing(filter));
  if (held.current.filter !== filter) held.current = nothing(filter);
  const asking = useRef(false);

  const loadOlder = useCallback(async () => {
    if (asking.current) return;
    asking.current = true;
    const mine = held.current;
    const before = mine.entries[0]?.key;
    setOlder({ phase: "asking" });
    const answer = await call(() =>
      readTimeline({ ...questionOf(mine.filter), ...(before && { before }), limit: PAGE_ENTRIES }),
    );
    asking.current = false;
    // Meanwhile another filter: this page is nobody's.
    if (held.current !== mine) return;
    if (!answer.ok) return setOlder({ phase: "failed", fault: answer.fault });
    mine.entries = merged(mine.entries, answer.value.entries);
    mine.asOf ??= answer.value.asOf;
    setOlder({ phase: answer.value.more ? "more" : "beginning" });
    redraw();
  }, [readTimeline]);

  const loadNewer = useCallback(async () => {
    const mine = held.current;
    const found = await newer(mine, readTimeline);
    if (held.current !== mine || found === null) return;
    if (found === "too much") {
      held.current = nothing(mine.filter);
      return void loadOlder();
    }
    mine.asOf = found.asOf;
    const entries = merged(mine.entries, found.entries);
    if (entries === mine.entries) return;
    mine.entries = following ? trimmed(entries, MOST_ENTRIES, KEPT_ENTRIES) : entries;
    if (mine.entries.length < entries.length) setOlder({ phase: "more" });
    redraw();
  }, [readTimeline, loadOlder, following]);

  useEffect(() => {
    asking.current = false;
    setOlder({ phase: "asking" });
    const timer = setTimeout(() => void loadOlder(), filter.text === "" ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [filter, loadOlder]);

  useGrowth(loadNewer, held.current.asOf !== null);
  return { entries: held.current.entries, older, loadOlder: () => void loadOlder() };
}

/** Everything since the last reading; null when that is not known, or could not be asked. */
async function newer(
  { filter, asOf }: Held,
  readTimeline: ReadTimeline,
): Promise<{ entries: TimelineEntry[]; asOf: number } | "too much" | null> {
  if (asOf === null) return null;
  const entries: TimelineEntry[] = [];
  let after = keyBefore(asOf - OVERLAP_MS);
  for (let pages = 0; pages < NEWER_PAGES; pages++) {
    const answer = await call(() => readTimeline({ ...questionOf(filter), after, limit: NEWER_ENTRIES }));
    // The next change, or the connection when it is back, asks again.
    if (!answer.ok) return null;
    entries.push(...answer.value.entries);
    const last = answer.value.entries.at(-1);
    if (!answer.value.more || last === undefined) return { entries, asOf: answer.value.asOf };
    after = last.key;
  }
  return "too much";
}

/**
 * Calls `onGrowth` when the axis has grown, one call after the other and at most twice a second; not in a hidden tab.
 * @param ready the first page is here: what happened while it was on its way is asked for then
 */
function useGrowth(onGrowth: () => Promise<void>, ready: boolean): void {
  const status = useTopic("timeline");
  const row = useRow("timeline", "timeline");
  const reachable = useIsConnected();
  const latest = useRef(onGrowth);
  latest.current = onGrowth;
  const state = useRef({ due: false, busy: false });

  const run = useCallback(() => {
    const now = state.current;
    if (now.busy || !now.due || document.hidden) return;
    now.busy = true;
    now.due = false;
    void latest.current().finally(() =>
      setTimeout(() => {
        now.busy = false;
        run();
      }, READ_EVERY_MS),
    );
  }, []);

  useEffect(() => {
    if (status !== "ready" || !reachable || !ready) return;
    state.current.due = true;
    run();
  }, [status, row, reachable, ready, run]);

  useEffect(() => {
    document.addEventListener("visibilitychange", run);
    return () => document.removeEventListener("visibilitychange", run);
  }, [run]);
}
