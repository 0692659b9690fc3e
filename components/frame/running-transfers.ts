/** The total of the running transfers, for the transfer pop-up. */
import type { TransferRow } from "@/lib/contracts/transfers";

/** Totals over all running transfers. */
export type RunningTransfers = {
  count: number;
  bytes: number;
  /** Null while the size of one of them is unknown. */
  sizeBytes: number | null;
  /** Bytes per second. */
  rate: number;
  /** The one that started last. */
  newest: TransferRow | null;
};

/** The totals while no transfer is running. */
export const NO_RUNNING_TRANSFERS: RunningTransfers = {
  count: 0,
  bytes: 0,
  sizeBytes: 0,
  rate: 0,
  newest: null,
};

/** Sums up the running transfers of every protocol, those over CAPWAP included. */
export function sumRunning(rows: Iterable<TransferRow>): RunningTransfers {
  let sum = NO_RUNNING_TRANSFERS;
  for (const row of rows) {
    if (row.outcome !== "running") continue;
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
