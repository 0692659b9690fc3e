/** The transfers that move real bytes right now, summed up for the pop-up. */
import type { TransferRow } from "@/lib/contracts/transfers";

export type RunningTransfers = {
  count: number;
  bytes: number;
  /** Null while one of them has not announced its size. */
  sizeBytes: number | null;
  rate: number;
  /** The one that started last. */
  newest: TransferRow | null;
};

export const NOTHING_RUNS: RunningTransfers = { count: 0, bytes: 0, sizeBytes: 0, rate: 0, newest: null };

/** CAPWAP transfers are left out: no server of ours sends them. */
export function sumRunning(rows: Iterable<TransferRow>): RunningTransfers {
  let sum = NOTHING_RUNS;
  for (const row of rows) {
    if (row.outcome !== "running" || row.protocol === "capwap") continue;
    sum = {
      count: sum.count + 1,
      bytes: sum.bytes + row.bytes,
      sizeBytes: sum.sizeBytes === null || row.size === null ? null : sum.sizeBytes + row.size,
      rate: sum.rate + row.rateNow,
      newest: sum.newest === null || row.startedAt >= sum.newest.startedAt ? row : sum.newest,
    };
  }
  return sum;
}
