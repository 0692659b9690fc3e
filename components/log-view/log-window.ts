/**
 * The lines on the screen: pages of older lines, then every line since, in order and each once. The live topic keeps only
 * its newest lines; the window keeps the lines that it has shown.
 */
import type { LogLine } from "@/lib/contracts/logs";

/** The lines and what they cover. */
export type LogWindow = {
  /** Matching lines, oldest first. */
  lines: readonly LogLine[];
  /** The range of ids received from the live topic without a gap, matching or not; null before the first. */
  live: { oldest: number; newest: number } | null;
};

/** No lines. */
export const EMPTY_WINDOW: LogWindow = { lines: [], live: null };

/**
 * Adds the new lines of the live topic. When lines between are missing, after a long connection loss, the window starts
 * over with the topic's lines, so that the log never hides a gap.
 */
export function follow(
  window: LogWindow,
  topic: readonly LogLine[],
  matches: (line: LogLine) => boolean,
): LogWindow {
  const oldest = topic[0]?.id;
  const newest = topic.at(-1)?.id;
  if (oldest === undefined || newest === undefined) return window.live === null ? window : EMPTY_WINDOW;
  const { live } = window;
  if (live === null || oldest > live.newest || newest < live.newest)
    return { lines: topic.filter(matches), live: { oldest, newest } };
  if (newest === live.newest) return window;
  const fresh = topic.filter((line) => line.id > live.newest && matches(line));
  return {
    lines: fresh.length === 0 ? window.lines : [...window.lines, ...fresh],
    live: { oldest: live.oldest, newest },
  };
}

/** The id before which to read older lines; null before the first line. */
export const olderThan = ({ lines, live }: LogWindow): number | null =>
  live === null ? null : Math.min(live.oldest, lines[0]?.id ?? live.oldest);

/** Adds a page of older lines in front; lines of an overlapping page are not added twice. */
export function prepend(window: LogWindow, page: readonly LogLine[]): LogWindow {
  const before = olderThan(window);
  const older = before === null ? [] : page.filter((line) => line.id < before);
  return older.length === 0 ? window : { ...window, lines: [...older, ...window.lines] };
}
