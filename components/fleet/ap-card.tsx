/** An access point as a card: replaces the table row on narrow screens. */
import type { ReactNode } from "react";
import type { ApRow } from "@/lib/contracts/aps";
import { NO_VERSION } from "@/lib/contracts/versions";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { secondsLeft } from "./ap-columns";
import { ApOutcome } from "./ap-outcome";
import { ApProgress, hasProgress } from "./ap-progress";
import { ApStatus } from "./ap-status";
import { RetryTime } from "./retry-time";

/** @param openButton the access point's name as the button that opens its details */
export function apCard(row: ApRow, openButton: ReactNode) {
  const left = secondsLeft(row);
  const details = [
    row.rate > 0 && formatRate(row.rate),
    left !== null && `${formatDuration(left)} left`,
    row.method !== "N/A" && row.method,
    row.retryCount > 0 && `${row.retryCount} ${row.retryCount === 1 ? "retry" : "retries"}`,
  ].filter(Boolean);
  return (
    <div className="flex h-full flex-col justify-between">
      <div className="flex items-center justify-between gap-3">
        <div className="min-w-0">{openButton}</div>
        <ApStatus row={row} />
      </div>
      {row.fault !== null ? (
        <ApOutcome row={row} />
      ) : (
        <p className="truncate text-[0.8125rem] text-ink-3">
          {row.model} · <span className="code">{row.ip}</span> ·{" "}
          <span className="code">{row.primaryVersion}</span>
        </p>
      )}
      {hasProgress(row) || row.activity !== "" ? (
        <ApProgress row={row} />
      ) : (
        <p className="code truncate text-ink-3 text-xs">
          Backup {row.backupVersion === NO_VERSION ? "none" : row.backupVersion}
        </p>
      )}
      <p className="num truncate text-ink-3 text-xs">
        {row.nextRetryAt === null ? (
          details.length > 0 ? (
            details.join(" · ")
          ) : (
            (row.family ?? "Unknown family")
          )
        ) : (
          <>
            Next retry <RetryTime at={row.nextRetryAt} />
          </>
        )}
      </p>
    </div>
  );
}
