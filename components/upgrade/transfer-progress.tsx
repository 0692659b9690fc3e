/** The progress of the run: percent of all its work, transferred bytes, rate, elapsed time, and estimated completion. */
"use client";

import type { ReactNode } from "react";
import { formatAmount } from "@/components/ui/format-amount";
import { ProgressBar } from "@/components/ui/progress-bar";
import { useNow, useRow } from "@/lib/client/rows/hooks";
import { simulatedTime } from "@/lib/contracts/controller";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { controllerTime, localDayAndClock, localZone } from "@/lib/kit/time-text";
import { formatDuration, formatRate } from "@/lib/kit/units";

/** The run's one bar, which never goes back, with the numbers. */
export function TransferProgress({ upgrade }: { upgrade: UpgradeRow }) {
  const { bytesMoved, bytesToMove, percent, rate, running } = upgrade;
  return (
    <div className="flex flex-col gap-2">
      <div
        className="flex items-center gap-3"
        title="Share of all work up to Activate: fetching, distributing, and verifying images, and Network Upgrade"
      >
        <ProgressBar
          size="md"
          label="Progress of the upgrade"
          value={percent}
          total={100}
          tone={percent === 100 ? "ok" : "accent"}
        />
        <span className="num shrink-0 font-semibold">{percent}%</span>
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 @lg:grid-cols-[1.7fr_1.2fr_1fr_1.7fr]">
        <Fact name="Transferred">{formatAmount(bytesMoved, bytesToMove > 0 ? bytesToMove : null)}</Fact>
        <Fact name="Current rate">{running ? formatRate(rate) : "–"}</Fact>
        <Elapsed upgrade={upgrade} />
        <Completion upgrade={upgrade} />
      </dl>
    </div>
  );
}

const Fact = ({ name, title, children }: { name: string; title?: string; children: ReactNode }) => (
  <div className="min-w-0" title={title}>
    <dt className="num text-ink-3 text-xs">{name}</dt>
    <dd className="num">{children}</dd>
  </div>
);

function Elapsed({ upgrade: { startedAt, endedAt } }: { upgrade: UpgradeRow }) {
  const now = useNow(1000);
  const until = endedAt ?? now;
  return (
    <Fact name="Elapsed">
      {startedAt === null || until === null ? "–" : formatDuration((until - startedAt) / 1000)}
    </Fact>
  );
}

/** What is expected is on the controller's clock, like the Status line; what has ended, in the visitor's time zone. */
function Completion({ upgrade: { endedAt, estimatedEndAt, percent } }: { upgrade: UpgradeRow }) {
  const now = useNow(1000);
  const controller = useRow("controller", "controller");
  if (endedAt !== null)
    return (
      <Fact name="Ended" title={localZone()}>
        {localDayAndClock(endedAt, now ?? endedAt)}
      </Fact>
    );
  if (estimatedEndAt === null || controller === undefined)
    return <Fact name="Estimated completion">{percent === 100 ? "–" : "Not available yet"}</Fact>;
  const left = now === null ? 0 : (estimatedEndAt - now) / 1000;
  return (
    <Fact name="Estimated completion" title="Controller time">
      {controllerTime(simulatedTime(controller, estimatedEndAt), controller.clockFactor)}{" "}
      {left > 0 && <span className="inline-block text-ink-3">in {formatDuration(left)}</span>}
    </Fact>
  );
}
