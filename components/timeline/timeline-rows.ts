/** Entries as rows: which second begins, which day, and how long nothing happened before. */
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { withoutStamp } from "./entry-text";

export type TimelineRowView = {
  entry: TimelineEntry;
  /** The first of its second: the clock is written out. */
  opensSecond: boolean;
  /** The first of its day, by the visitor's calendar. */
  opensDay: boolean;
  /** The first of a run of one access point. */
  opensAp: boolean;
  /** Milliseconds since the row above, where that is long enough to be a pause; else null. */
  pauseMs: number | null;
};

const PAUSE_MS = 10_000;

/** Consoles print empty lines between their messages: there is nothing to read in them. */
const isBlank = (entry: TimelineEntry): boolean => withoutStamp(entry).trim() === "";

export function rowsOf(entries: readonly TimelineEntry[]): readonly TimelineRowView[] {
  const rows: TimelineRowView[] = [];
  let before: TimelineEntry | undefined;
  for (const entry of entries) {
    if (isBlank(entry)) continue;
    const gap = before === undefined ? 0 : entry.wallAt - before.wallAt;
    const opensDay = before === undefined || dayOf(before.wallAt) !== dayOf(entry.wallAt);
    rows.push({
      entry,
      opensSecond: before === undefined || secondOf(before.wallAt) !== secondOf(entry.wallAt),
      opensDay,
      opensAp: opensDay || before?.apId !== entry.apId,
      pauseMs: !opensDay && gap >= PAUSE_MS ? gap : null,
    });
    before = entry;
  }
  return rows;
}

const secondOf = (wallAt: number): number => Math.floor(wallAt / 1000);
const dayOf = (wallAt: number): string => new Date(wallAt).toDateString();
