import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaPath, linePath, niceCeiling, summarize } from "./series-path";

const box = { width: 100, height: 50 };

describe("the value at the top of the y-axis", () => {
  it.each([
    [0, 1],
    [0.3, 1],
    [1, 1],
    [1.01, 2],
    [734_200, 1_000_000],
    [2_000_000, 2_000_000],
    [2_000_001, 5_000_000],
    [Number.NaN, 1],
  ])("for %d is %d", (value, ceiling) => {
    expect(niceCeiling(value)).toBe(ceiling);
  });

  it("is at least the largest sample and at most 2.5 times that sample", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (value) => {
        const ceiling = niceCeiling(value);
        expect(ceiling).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(ceiling).toBeLessThanOrEqual(value * 2.5 * (1 + 1e-8));
      }),
      { numRuns: 300 },
    );
  });
});

describe("the line of the chart", () => {
  it("runs from the oldest sample on the left to the newest on the right, with zero at the bottom", () => {
    expect(linePath([0, 5, 10], 10, box)).toBe("M0 50L50 25L100 0");
    expect(areaPath([0, 5, 10], 10, box)).toBe("M0 50L50 25L100 0L100 50L0 50Z");
  });

  it("is empty when there are no samples, and is a point at the right edge for a single sample", () => {
    expect(linePath([], 10, box)).toBe("");
    expect(areaPath([], 10, box)).toBe("");
    expect(linePath([10], 10, box)).toBe("M100 0");
  });

  it("stays inside its box for any samples", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 200 }), (samples) => {
        const numbers = [...linePath(samples, 10, box).matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map((m) =>
          Number(m[0]),
        );
        for (const n of numbers) {
          expect(n).toBeGreaterThanOrEqual(0);
          expect(n).toBeLessThanOrEqual(100);
        }
        expect(linePath(samples, 10, box)).not.toContain("NaN");
      }),
      { numRuns: 200 },
    );
  });
});

it("the summary has the newest, the peak, and the mean value", () => {
  expect(summarize([2, 4, 0])).toEqual({ now: 0, peak: 4, mean: 2 });
  expect(summarize([])).toEqual({ now: 0, peak: 0, mean: 0 });
});
