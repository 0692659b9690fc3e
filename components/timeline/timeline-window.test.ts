import fc from "fast-check";
import { expect, test } from "vitest";
import { positionKey, type TimelineEntry } from "@/lib/contracts/timeline";
import { merged, trimmed } from "./timeline-window";

const entry = (wallAt: number, id = 1): TimelineEntry => ({
  key: positionKey({ wallAt, kind: "line", id }),
  wallAt,
  at: wallAt,
  source: "controller",
  severity: 5,
  apId: null,
  transferId: null,
  upgradeId: null,
  by: null,
  text: `line ${wallAt} ${id}`,
});
const entries = (...times: number[]) => times.map((wallAt) => entry(wallAt));

test("adds older pages in front and newer ones behind, and overlapping entries only once", () => {
  const window = merged(entries(5, 6), entries(6, 7));
  expect(window).toEqual(entries(5, 6, 7));
  expect(merged(window, entries(2, 3, 5))).toEqual(entries(2, 3, 5, 6, 7));
});

test("inserts late entries in order", () => {
  expect(merged(entries(5, 7), entries(6, 7, 8))).toEqual(entries(5, 6, 7, 8));
});

test("returns the same window for a page without new entries", () => {
  const window = entries(5, 6);
  expect(merged(window, entries(5))).toBe(window);
  expect(merged(window, [])).toBe(window);
});

test("assembles the whole timeline from pages in any order and with any overlap", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(9)), { selector: ([t, id]) => t * 10 + id, minLength: 1 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
      (places, cuts) => {
        const whole = places
          .sort(([a, i], [b, j]) => a - b || i - j)
          .map(([wallAt, id]) => entry(wallAt, id));
        const pages = [...cuts.map(([a, b]) => [a % whole.length, b % whole.length].sort((x, y) => x - y))];
        let window: readonly TimelineEntry[] = [];
        for (const [from, to] of [...pages, [0, whole.length]])
          window = merged(window, whole.slice(from, to));
        expect(window).toEqual(whole);
      },
    ),
    { numRuns: 100 },
  );
});

test("drops the oldest entries only of a long window", () => {
  const window = entries(1, 2, 3, 4);
  expect(trimmed(window, 4, 2)).toBe(window);
  expect(trimmed(window, 3, 2)).toEqual(entries(3, 4));
});
