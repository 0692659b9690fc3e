/** The part of the time axis that is in view, and its arithmetic. Wall milliseconds and pixels. */

export type TimeWindow = { from: number; to: number };

/** The shortest span that can be zoomed to. */
const LEAST_SPAN_MS = 200;

const spanOf = ({ from, to }: TimeWindow): number => to - from;

/** Keeps a window inside the whole axis and not shorter than can be read. */
export function clampWindow(window: TimeWindow, whole: TimeWindow): TimeWindow {
  const span = Math.min(Math.max(spanOf(window), LEAST_SPAN_MS), Math.max(spanOf(whole), LEAST_SPAN_MS));
  const latest = Math.max(whole.from, whole.to - span);
  const from = Math.min(Math.max(window.from, whole.from), latest);
  return { from, to: from + span };
}

/** @param factor more than 1 shows more detail. @param at the instant that stays where it is */
export function zoom(window: TimeWindow, whole: TimeWindow, factor: number, at: number): TimeWindow {
  const span = Math.max(spanOf(window) / factor, LEAST_SPAN_MS);
  const part = (at - window.from) / Math.max(1, spanOf(window));
  return clampWindow({ from: at - span * part, to: at + span * (1 - part) }, whole);
}

export const pan = (window: TimeWindow, whole: TimeWindow, byMs: number): TimeWindow =>
  clampWindow({ from: window.from + byMs, to: window.to + byMs }, whole);

/** Moves the window as little as needed to show an instant. */
export function reveal(window: TimeWindow, whole: TimeWindow, at: number): TimeWindow {
  if (at >= window.from && at <= window.to) return window;
  return pan(window, whole, at < window.from ? at - window.from : at - window.to);
}

export const toX = (window: TimeWindow, at: number, width: number): number =>
  ((at - window.from) / Math.max(1, spanOf(window))) * width;
export const toTime = (window: TimeWindow, x: number, width: number): number =>
  window.from + (x / Math.max(1, width)) * spanOf(window);

const STEPS_MS = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000,
];

/** The instants of the ticks, at whole steps after `origin`, at least `leastPixels` apart. */
export function ticks(window: TimeWindow, width: number, origin: number, leastPixels = 80): number[] {
  const perPixel = spanOf(window) / Math.max(1, width);
  const least = perPixel * leastPixels;
  const step = STEPS_MS.find((ms) => ms >= least) ?? Math.ceil(least / 86_400_000) * 86_400_000;
  const first = origin + Math.ceil((window.from - origin) / step) * step;
  const at: number[] = [];
  for (let tick = first; tick <= window.to; tick += step) at.push(tick);
  return at;
}
