import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curvePoints } from "./curve-points";

const total = (at: number, bytesMoved: number, rate: number) => ({ at, bytesMoved, rate, percent: 0 });

describe("the throughput of a run", () => {
  it("ends where the bytes end, although the smoothed rate was still above zero", () => {
    const totals = [
      total(0, 0, 0),
      total(2, 100, 50),
      total(4, 200, 50),
      total(90, 200, 50),
      total(99, 200, 0),
    ];
    expect(curvePoints(totals)).toEqual([
      { at: 0, rate: 0 },
      { at: 2, rate: 50 },
      { at: 4, rate: 50 },
      { at: 4, rate: 0 },
    ]);
  });

  it("is zero while nothing moves between two transfers", () => {
    const totals = [total(0, 100, 50), total(2, 200, 50), total(60, 200, 40), total(62, 300, 50)];
    expect(curvePoints(totals)).toEqual([
      { at: 0, rate: 50 },
      { at: 2, rate: 50 },
      { at: 2, rate: 0 },
      { at: 60, rate: 0 },
      { at: 62, rate: 50 },
    ]);
  });

  it("is empty for a run that moved no bytes", () => {
    expect(curvePoints([total(0, 0, 0), total(2, 0, 0)])).toEqual([]);
    expect(curvePoints([])).toEqual([]);
  });

  it("never goes back in time, and has no point after the first total with all bytes but its fall to zero", () => {
    const step = fc.record({ ms: fc.nat(5000), bytes: fc.nat(3), rate: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let at = 0;
        let bytes = 0;
        const totals = steps.map(({ ms, bytes: more, rate }) => {
          at += ms;
          bytes += more;
          return total(at, bytes, rate);
        });
        const points = curvePoints(totals);
        for (const [i, point] of points.entries())
          expect(point.at).toBeGreaterThanOrEqual(points[i - 1]?.at ?? 0);
        const complete = totals.find((each) => bytes > 0 && each.bytesMoved === bytes)?.at ?? 0;
        expect(points.at(-1)?.at ?? 0).toBeLessThanOrEqual(complete);
      }),
      { numRuns: 200 },
    );
  });
});
