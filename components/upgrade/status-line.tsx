/** The Status line: what is happening, and what the operator should do next. */
"use client";

import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, LoaderCircle } from "lucide-react";
import { CureButton } from "@/components/cures/cure-button";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { useRow } from "@/lib/client/rows/hooks";
import { outageText } from "@/lib/contracts/outage";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";

/** Status, fault, and versions of the upgrade. */
export function StatusLine({ upgrade }: { upgrade: UpgradeRow }) {
  const factor = useRow("controller", "controller")?.clockFactor ?? 1;
  const failed = upgrade.stageMarks.some((m) => m.mark === "failed");
  // A canceled upgrade has ended as well, but its state is `none`.
  const ended = upgrade.endedAt !== null && !upgrade.running && upgrade.state !== "none";
  const isUnderWay = upgrade.running || upgrade.canActivate;
  const isBeforeActivate = upgrade.stageMarks.some(
    ({ stage, mark }) => stage === "Activate" && mark === "pending",
  );
  const [Icon, tone] = upgrade.running
    ? [LoaderCircle, "text-accent-text"]
    : failed
      ? [CircleAlert, "text-fail-text"]
      : ended || upgrade.canActivate
        ? [CircleCheck, "text-ok-text"]
        : [Info, "text-ink-3"];
  return (
    <div className="flex items-start gap-2.5">
      <Icon
        className={clsx("mt-0.5 size-4.5 shrink-0", tone, upgrade.running && "animate-spin")}
        aria-hidden
      />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {/* On a phone, room for most sentences of a run, so that what is below hardly moves and is still in sight. */}
        <div className={clsx(isUnderWay && "min-h-20 sm:min-h-0")}>
          <p className="font-medium text-[0.9375rem] text-ink">
            <span className="sr-only">Status: </span>
            {upgrade.status}
          </p>
          {(upgrade.outage || (upgrade.running && isBeforeActivate)) && (
            <p className="mt-0.5 text-ink-2">
              {upgrade.outage
                ? outageText(upgrade.outage, factor)
                : "The download does not interrupt service."}
            </p>
          )}
        </div>
        {upgrade.fault && !upgrade.status.includes(upgrade.fault.message) && (
          <p className="mt-0.5 text-fail-text">{upgrade.fault.message}</p>
        )}
        {upgrade.fault?.remedy && !upgrade.status.includes(upgrade.fault.remedy) && (
          <p className="mt-0.5 text-ink-2">{upgrade.fault.remedy}</p>
        )}
        {!upgrade.running && upgrade.fault?.cure && (
          <div className="mt-2">
            <CureButton cure={upgrade.fault.cure} />
          </div>
        )}
        <p className="mt-0.5 text-[0.8125rem] text-ink-3">
          {[
            upgrade.rehearsedAt !== null && `Rehearsal at x${upgrade.rehearsedAt}`,
            upgrade.fromVersion &&
              upgrade.targetVersion &&
              `${upgrade.fromVersion} → ${upgrade.targetVersion}`,
            upgrade.readBack &&
              `${grouped(upgrade.readBack.onTarget)} of ${formatApCount(upgrade.readBack.total)} run the new version (read back at join)`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
    </div>
  );
}
