/** Turns entries into rows: where a second, a day, or a run of one access point starts, and pauses between entries. */
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { withoutTimestamp } from "./entry-text";

/** An entry and how it is shown. */
export type TimelineRowView = {
  entry: TimelineEntry;
  /** The first entry of its second, which shows the full time. */
  opensSecond: boolean;
  /** The first entry of its day in the visitor's time zone. */
  opensDay: boolean;
  /** The first entry in a run of the same access point. */
  opensAp: boolean;
  /** Milliseconds since the row above; 0 for the first row. */
  gapMs: number;
  /** Milliseconds since the row above if that is a pause worth showing; otherwise null. */
  pauseMs: number | null;
};

/** How rows are spaced: as close as their text allows, or by the time between them. */
export type Spacing = "compact" | "time";
const PIXELS_PER_SECOND = 16;
const MAX_GAP_PIXELS = 160;
/** The space above a row, in pixels. A longer pause is cut, and its length is written there. */
export const gapPixels = (gapMs: number, spacing: Spacing): number =>
  spacing === "compact" ? 0 : Math.min(MAX_GAP_PIXELS, Math.round((gapMs / 1000) * PIXELS_PER_SECOND));

const PAUSE_MS = 10_000;

/** Consoles print empty lines between messages. */
const isBlank = (entry: TimelineEntry): boolean => withoutTimestamp(entry).trim() === "";

/** The rows of the entries, without blank lines. */
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
      gapMs: gap,
      pauseMs: !opensDay && gap >= PAUSE_MS ? gap : null,
    });
    before = entry;
  }
  return rows;
}

const secondOf = (wallAt: number): number => Math.floor(wallAt / 1000);
const dayOf = (wallAt: number): string => new Date(wallAt).toDateString();
