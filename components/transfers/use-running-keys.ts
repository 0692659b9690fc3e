/** The running transfers and the newest end of a transfer, updated only when a transfer starts or ends. */
"use client";

import { type Summary, useSummary } from "@/lib/client/rows/use-summary";
import type { TransferRow } from "@/lib/contracts/transfers";

const RUNNING_KEYS: Summary<TransferRow, readonly string[]> = {
  make: (rows) =>
    rows
      .filter((row) => row.outcome === "running")
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .map((row) => row.id),
  fields: ["outcome"],
  none: [],
};

const NEWEST_END: Summary<TransferRow, number> = {
  make: (rows, last) => rows.reduce((newest, { endedAt }) => Math.max(newest, endedAt ?? 0), last),
  fields: ["endedAt"],
  none: 0,
};

/** Ids of the running transfers, the newest first. */
export const useRunningKeys = (): readonly string[] => useSummary("transfers", RUNNING_KEYS);

/** The newest end of a transfer in wall milliseconds; 0 without one. Rises when a transfer ends. */
export const useNewestEnd = (): number => useSummary("transfers", NEWEST_END);
