/** What an access point does now and why, with the progress of its transfers. */
"use client";

import { clsx } from "clsx";
import { solidTone } from "@/components/ui/tone";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { ApRow } from "@/lib/contracts/aps";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { useActivity } from "./ap-activity";
import { secondsLeft } from "./ap-columns";
import { apNow } from "./ap-now";

export function ApNowCard({ row, detail }: { row: ApRow; detail: ApDetail | undefined }) {
  const activity = useActivity(row);
  const controllerVersion = useOnlyRow("controller")?.version ?? null;
  const isUpgrading = useOnlyRow("upgrade")?.running ?? false;
  const lastEvent = detail?.history[0]?.text ?? null;
  const { what, why, tone } = apNow(row, { activity, controllerVersion, lastEvent, isUpgrading });
  const left = secondsLeft(row);
  const numbers = [
    row.rate > 0 && formatRate(row.rate),
    left !== null && `${formatDuration(left)} left`,
    row.retryCount > 0 && `${row.retryCount} ${row.retryCount === 1 ? "retry" : "retries"}`,
  ].filter(Boolean);
  return (
    <section aria-label="Now" className="flex min-w-0 gap-3">
      <span aria-hidden className={clsx("w-1 shrink-0 rounded-full", solidTone[tone])} />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="num font-semibold text-base text-ink">{what}</p>
        <p className="text-ink-2">{why}</p>
        <p className="num min-h-5 text-[0.8125rem] text-ink-3">{numbers.join(" · ")}</p>
      </div>
    </section>
  );
}
