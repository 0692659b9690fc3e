import { expect, test } from "vitest";
import type { LogLine } from "@/lib/contracts/logs";
import { logLine } from "@/lib/testing/log-line";
import { EMPTY_WINDOW, follow, type LogWindow, olderThan, prepend } from "./log-window";

const lines = (...ids: number[]) => ids.map((id) => logLine(id));
const all = () => true;
const ids = (window: LogWindow) => window.lines.map((l) => l.id);

test("keeps lines that the live topic has dropped", () => {
  const first = follow(EMPTY_WINDOW, lines(4, 6, 7), all);
  const later = follow(first, lines(6, 7, 9), all);
  expect(ids(later)).toEqual([4, 6, 7, 9]);
});

test("shows only matching lines and takes the others for no gap", () => {
  const failed = (l: LogLine) => l.text === "failed";
  const first = follow(EMPTY_WINDOW, [logLine(1, "failed"), logLine(2)], failed);
  const second = follow(first, [logLine(2), logLine(3)], failed);
  const third = follow(second, [logLine(3), logLine(5, "failed")], failed);
  expect(ids(third)).toEqual([1, 5]);
});

test("adds older pages in front, and overlapping lines only once", () => {
  const window = follow(EMPTY_WINDOW, lines(8, 9), all);
  expect(olderThan(window)).toBe(8);
  const once = prepend(window, lines(3, 5));
  expect(olderThan(once)).toBe(3);
  expect(ids(prepend(once, lines(1, 3, 5)))).toEqual([1, 3, 5, 8, 9]);
});

test("reads older lines from before the live ones, even when no live line matches", () => {
  expect(olderThan(follow(EMPTY_WINDOW, lines(8, 9), () => false))).toBe(8);
});

test("starts over after a gap instead of hiding it", () => {
  const window = prepend(follow(EMPTY_WINDOW, lines(8, 9), all), lines(1, 2));
  expect(ids(follow(window, lines(20, 21), all))).toEqual([20, 21]);
});

test("starts over when the ids restart with another data folder", () => {
  const window = follow(EMPTY_WINDOW, lines(800, 900), all);
  expect(ids(follow(window, lines(1, 2), all))).toEqual([1, 2]);
  expect(follow(window, [], all)).toEqual(EMPTY_WINDOW);
});

test("returns the same window when nothing is new", () => {
  const window = follow(EMPTY_WINDOW, lines(8, 9), all);
  expect(follow(window, lines(8, 9), all)).toBe(window);
  expect(prepend(window, [])).toBe(window);
});
