/** What an access point does or waits for, in words, with the countdown or the percent of what it waits for. */
"use client";

import { useRow, useTopic } from "@/lib/client/rows/hooks";
import type { ApRow } from "@/lib/contracts/aps";
import { activityText } from "@/lib/contracts/waiting";
import { useControllerTime } from "./use-controller-time";

/** The words; empty when it is idle. */
export function useActivity(row: ApRow): string {
  const isQueued = row.waitsForBatch !== null;
  useTopic(isQueued ? "upgrade" : null);
  const upgrade = useRow("upgrade", isQueued ? "upgrade" : null);
  const awaited = useRow("aps", row.waitsForAp);
  const now = useControllerTime();
  return activityText(row, { queue: upgrade?.queue ?? null, now, awaited });
}

/** One line; `–` when it is idle. */
export function ApActivity({ row }: { row: ApRow }) {
  const text = useActivity(row);
  return (
    <span className="num block truncate text-ink-3" title={text}>
      {text || "–"}
    </span>
  );
}
