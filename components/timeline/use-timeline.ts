/**
 * The filtered timeline. When the engine reports new entries, they are read at most twice a second; older entries are
 * loaded page by page.
 */
"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { OlderState } from "@/components/log-view/older-loader";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { RunCommand } from "@/lib/contracts/commands";
import { keyBefore, type TimelineEntry } from "@/lib/contracts/timeline";
import { type EntryFilter, queryOf } from "./timeline-filter";
import { merged, trimmed } from "./timeline-window";

const PAGE_ENTRIES = 400;
const NEWER_ENTRIES = 2_000;
/** A tab that slept and missed more than this starts over at the end. */
const NEWER_PAGES = 4;
const READ_EVERY_MS = 500;
/** The pause after the last keystroke in the filter before it is queried. */
const SETTLE_MS = 250;
/** Transfer starts are reported up to 250 ms late, so the last second is read again. */
const OVERLAP_MS = 1_000;
const MAX_ENTRIES = 20_000;
const KEPT_ENTRIES = 10_000;

/** The entries to show and the state of loading. */
export type FollowedTimeline = {
  entries: readonly TimelineEntry[];
  older: OlderState;
  loadOlder: () => void;
};

type Held = { filter: EntryFilter; entries: readonly TimelineEntry[]; asOf: number | null };
const nothing = (filter: EntryFilter): Held => ({ filter, entries: [], asOf: null });

/**
 * @param filter must stay the same object while it does not change
 * @param following the user is at the end, so that old entries may be dropped
 */
export function useTimeline(filter: EntryFilter, following: boolean): FollowedTimeline {
  const run = useCommand();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [older, setOlder] = useState<OlderState>({ phase: "asking" });
  const held = useRef<Held>(nothing(filter));
  if (held.current.filter !== filter) held.current = nothing(filter);
  const asking = useRef(false);

  const loadOlder = useCallback(async () => {
    if (asking.current) return;
    asking.current = true;
    const current = held.current;
    const before = current.entries[0]?.key;
    setOlder({ phase: "asking" });
    const answer = await run("timeline.read", { ...queryOf(current.filter), before, limit: PAGE_ENTRIES });
    asking.current = false;
    // The filter has changed meanwhile: drop this page.
    if (held.current !== current) return;
    if (!answer.ok) return setOlder({ phase: "failed", fault: answer.fault });
    current.entries = merged(current.entries, answer.value.entries);
    current.asOf ??= answer.value.asOf;
    setOlder({ phase: answer.value.more ? "more" : "beginning" });
    redraw();
  }, [run]);

  const loadNewer = useCallback(async () => {
    const current = held.current;
    const found = await newer(current, run);
    if (held.current !== current || found === null) return;
    if (found === "too much") {
      held.current = nothing(current.filter);
      return void loadOlder();
    }
    current.asOf = found.asOf;
    const entries = merged(current.entries, found.entries);
    if (entries === current.entries) return;
    current.entries = following ? trimmed(entries, MAX_ENTRIES, KEPT_ENTRIES) : entries;
    if (current.entries.length < entries.length) setOlder({ phase: "more" });
    redraw();
  }, [run, loadOlder, following]);

  useEffect(() => {
    asking.current = false;
    setOlder({ phase: "asking" });
    const timer = setTimeout(() => void loadOlder(), filter.text === "" ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [filter, loadOlder]);

  useGrowth(loadNewer, held.current.asOf !== null);
  return { entries: held.current.entries, older, loadOlder: () => void loadOlder() };
}

/** The entries since the last read; null when there was none, or the read failed. */
async function newer(
  { filter, asOf }: Held,
  run: RunCommand,
): Promise<{ entries: TimelineEntry[]; asOf: number } | "too much" | null> {
  if (asOf === null) return null;
  const entries: TimelineEntry[] = [];
  let after = keyBefore(asOf - OVERLAP_MS);
  for (let pages = 0; pages < NEWER_PAGES; pages++) {
    const answer = await run("timeline.read", { ...queryOf(filter), after, limit: NEWER_ENTRIES });
    // The next change, or the restored connection, reads again.
    if (!answer.ok) return null;
    entries.push(...answer.value.entries);
    const last = answer.value.entries.at(-1);
    if (!answer.value.more || last === undefined) return { entries, asOf: answer.value.asOf };
    after = last.key;
  }
  return "too much";
}

/**
 * Calls `onGrowth` when there are new entries: one call at a time, at most twice a second, and not in a hidden tab.
 * @param ready the first page is loaded; entries that arrived meanwhile are read then
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
