/** The time of the next retry on the controller's clock, with a countdown on the same clock. */
"use client";

import { useNow, useOnlyRow } from "@/lib/client/rows/hooks";
import type { ApRow } from "@/lib/contracts/aps";
import { controllerTime } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";

/** Nothing without a retry. */
export function RetryTime({ row }: { row: Pick<ApRow, "nextRetryAt" | "nextRetrySimulatedAt"> }) {
  const { nextRetryAt: at, nextRetrySimulatedAt: simulatedAt } = row;
  const factor = useOnlyRow("controller")?.clockFactor ?? 1;
  const now = useNow(1000);
  if (at === null || simulatedAt === null) return null;
  const left = now === null ? null : ((at - now) / 1000) * factor;
  return (
    <span className="num whitespace-nowrap" title="Controller time">
      {controllerTime(simulatedAt, factor)}
      {left !== null && left > 0 && (
        <span className="text-ink-3" aria-hidden>
          {" "}
          in {formatDuration(left)}
        </span>
      )}
    </span>
  );
}
