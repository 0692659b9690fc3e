/** Bytes moved of bytes to move, the rate, and the time: elapsed, and when it should be done. */
"use client";

import type { ReactNode } from "react";
import { amountOf } from "@/components/ui/amount";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import { clockTime, dayAndTime } from "@/components/ui/time";
import { useNow } from "@/lib/client/rows/hooks";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { formatDuration, formatRate } from "@/lib/kit/units";

export function Movement({ upgrade }: { upgrade: UpgradeRow }) {
  const { bytesMoved, bytesToMove, rate, running } = upgrade;
  const known = bytesToMove > 0;
  return (
    <div className="flex flex-col gap-2">
      <ProgressBar
        size="md"
        label="Bytes moved"
        value={bytesMoved}
        total={known || !running ? bytesToMove : null}
        tone={!running && known && bytesMoved >= bytesToMove ? "ok" : "accent"}
      />
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 @lg:grid-cols-4">
        <Fact name={known ? `Moved (${wholePercent(bytesMoved, bytesToMove)} %)` : "Moved"}>
          {amountOf(bytesMoved, known ? bytesToMove : null)}
        </Fact>
        <Fact name="Current rate">{running ? formatRate(rate) : "–"}</Fact>
        <Elapsed upgrade={upgrade} />
        <Completion upgrade={upgrade} />
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
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

function Completion({ upgrade: { endedAt, estimatedEndAt } }: { upgrade: UpgradeRow }) {
  const now = useNow(1000);
  if (endedAt !== null) return <Fact name="Ended">{dayAndTime(endedAt, now ?? endedAt)}</Fact>;
  if (estimatedEndAt === null) return <Fact name="Estimated completion">not known yet</Fact>;
  const left = now === null ? 0 : (estimatedEndAt - now) / 1000;
  return (
    <Fact name="Estimated completion">
      {clockTime(estimatedEndAt)}{" "}
      {left > 0 && <span className="inline-block text-ink-3">in {formatDuration(left)}</span>}
    </Fact>
  );
}
