/** The totals of the running transfers, updated at most once per stream message. */
"use client";

import { useTopic } from "@/lib/client/rows/hooks";
import { type Summary, useSummary } from "@/lib/client/rows/use-summary";
import type { TransferRow } from "@/lib/contracts/transfers";
import { NO_RUNNING_TRANSFERS, type RunningTransfers, sumRunning } from "./running-transfers";

const TOTALS: Summary<TransferRow, RunningTransfers> = {
  make: sumRunning,
  fields: "any",
  none: NO_RUNNING_TRANSFERS,
};

/** Follows the topic `transfers`. */
export function useRunningTransfers(): RunningTransfers {
  useTopic("transfers");
  return useSummary("transfers", TOTALS);
}
