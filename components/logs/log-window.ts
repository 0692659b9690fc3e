/**
 * The part of a long log that is on the screen: pages of older lines, then everything that came since, in order, each
 * line once. The live topic keeps only its newest lines; what was shown stays shown.
 */
import type { LogLine } from "@/lib/contracts/logs";

export type LogWindow = {
  /** Lines that fit, oldest first. */
  lines: readonly LogLine[];
  /** The ids that the live topic has brought without a hole, lines that do not fit among them; null before the first. */
  live: { oldest: number; newest: number } | null;
};

export const EMPTY_WINDOW: LogWindow = { lines: [], live: null };

/**
 * Takes in what the live topic holds now. When lines are missing between (the connection was away for long), the window
 * begins anew with what there is: a log never shows a hidden hole.
 */
export function follow(
  window: LogWindow,
  topic: readonly LogLine[],
  fits: (line: LogLine) => boolean,
): LogWindow {
  const oldest = topic[0]?.id;
  const newest = topic.at(-1)?.id;
  if (oldest === undefined || newest === undefined) return window.live === null ? window : EMPTY_WINDOW;
  const { live } = window;
  if (live === null || oldest > live.newest || newest < live.newest)
    return { lines: topic.filter(fits), live: { oldest, newest } };
  if (newest === live.newest) return window;
  const fresh = topic.filter((line) => line.id > live.newest && fits(line));
  return {
    lines: fresh.length === 0 ? window.lines : [...window.lines, ...fresh],
    live: { oldest: live.oldest, newest },
  };
}

/** The id before which older lines are to be asked for; null while nothing came yet. */
export const olderThan = ({ lines, live }: LogWindow): number | null =>
  live === null ? null : Math.min(live.oldest, lines[0]?.id ?? live.oldest);

/** Puts a page of older lines in front; a page that comes late and overlaps brings only what is missing. */
export function prepend(window: LogWindow, page: readonly LogLine[]): LogWindow {
  const before = olderThan(window);
  const older = before === null ? [] : page.filter((line) => line.id < before);
  return older.length === 0 ? window : { ...window, lines: [...older, ...window.lines] };
}
