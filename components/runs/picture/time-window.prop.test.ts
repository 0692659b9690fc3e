import fc from "fast-check";
import { expect, test } from "vitest";
import { elapsedText } from "@/lib/kit/units";
import { clampWindow, pan, reveal, ticks, toTime, toX, zoom } from "./time-window";

const whole = { from: 1_000_000, to: 1_600_000 };
const instant = fc.integer({ min: whole.from, max: whole.to });
const shown = fc
  .tuple(instant, instant)
  .map(([a, b]) => clampWindow({ from: Math.min(a, b), to: Math.max(a, b) }, whole));

test("zooming and panning never leave the run", () => {
  fc.assert(
    fc.property(
      shown,
      instant,
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      fc.integer({ min: -1e7, max: 1e7 }),
      (window, at, factor, by) => {
        for (const next of [
          zoom(window, whole, factor, at),
          pan(window, whole, by),
          reveal(window, whole, at),
        ]) {
          expect(next.from).toBeGreaterThanOrEqual(whole.from - 1e-6);
          expect(next.to).toBeLessThanOrEqual(whole.to + 1e-6);
          expect(next.to - next.from).toBeGreaterThanOrEqual(200 - 1e-6);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("revealing an instant puts it into view", () => {
  fc.assert(
    fc.property(shown, instant, (window, at) => {
      const next = reveal(window, whole, at);
      expect(at).toBeGreaterThanOrEqual(next.from - 1e-6);
      expect(at).toBeLessThanOrEqual(next.to + 1e-6);
    }),
    { numRuns: 300 },
  );
});

test("the instant at a pixel is drawn at that pixel", () => {
  fc.assert(
    fc.property(shown, fc.double({ min: 0, max: 800, noNaN: true }), (window, x) => {
      expect(toX(window, toTime(window, x, 800), 800)).toBeCloseTo(x, 5);
    }),
    { numRuns: 200 },
  );
});

test("ticks lie at whole steps of the run and far enough apart", () => {
  expect(ticks({ from: 1_000, to: 61_000 }, 600, 1_000)).toEqual([
    1_000, 11_000, 21_000, 31_000, 41_000, 51_000, 61_000,
  ]);
  fc.assert(
    fc.property(shown, fc.integer({ min: 200, max: 2_000 }), (window, width) => {
      const at = ticks(window, width, whole.from);
      for (let i = 1; i < at.length; i++)
        expect(toX(window, at[i] ?? 0, width) - toX(window, at[i - 1] ?? 0, width)).toBeGreaterThanOrEqual(
          80 - 1e-6,
        );
    }),
    { numRuns: 200 },
  );
});

test.each([
  [7_400, false, "0:07"],
  [7_400, true, "0:07.4"],
  [98_000, false, "1:38"],
  [7_500_000, false, "2:05:00"],
  [-5, false, "0:00"],
])("%d ms after the start are %s: %s", (ms, tenths, text) => {
  expect(elapsedText(ms, tenths)).toBe(text);
});
