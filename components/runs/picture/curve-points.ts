/** The course of the throughput of a run, from its recorded totals. */
import type { RunTotal } from "@/lib/client/runs/run-timeline";

/** Bytes per second at an instant in wall milliseconds. */
export type CurvePoint = { at: number; rate: number };

/**
 * The points of the curve. Between two totals of the same bytes nothing moved, whatever the smoothed rate still was, and
 * the curve ends where the bytes end.
 */
export function curvePoints(totals: readonly RunTotal[]): CurvePoint[] {
  const points: CurvePoint[] = [];
  let end = 0;
  for (const [i, { at, rate, bytesMoved }] of totals.entries()) {
    const before = totals[i - 1];
    const hasMoved = before === undefined ? bytesMoved > 0 : bytesMoved > before.bytesMoved;
    if (before !== undefined && !hasMoved && points.at(-1)?.rate !== 0)
      points.push({ at: before.at, rate: 0 });
    points.push({ at, rate: hasMoved ? rate : 0 });
    if (hasMoved) end = points.length;
  }
  const moving = points.slice(0, end);
  const last = moving.at(-1);
  // Down to zero after the last bytes, and no further.
  if (last !== undefined && last.rate !== 0 && end < points.length) moving.push({ at: last.at, rate: 0 });
  return moving;
}
