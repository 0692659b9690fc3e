/** The counters of a run at an instant: how many access points do what, and how far the run is. */

import type { RunTimeline } from "@/lib/client/runs/run-timeline";
import { grouped } from "@/lib/kit/number-text";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { counterGroups, countersAt } from "./ap-outcomes";

export function InstantCounters({ timeline, instant }: { timeline: RunTimeline; instant: number }) {
  const counts = countersAt(timeline, instant);
  const total = timeline.totalAt(instant);
  const facts = [
    ...counterGroups.map(({ label }, i) => ({ label, value: grouped(counts[i] ?? 0) })),
    { label: "Progress", value: `${total?.percent ?? 0}%` },
    { label: "Bytes moved", value: formatBytes(total?.bytesMoved ?? 0) },
    { label: "Rate", value: formatRate(total?.rate ?? 0) },
  ];
  return (
    <dl
      aria-label="Counters"
      className="grid grid-cols-3 gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-4 lg:grid-cols-6 xl:grid-cols-12"
    >
      {facts.map(({ label, value }) => (
        <div key={label} className="min-w-0">
          <dt className="truncate text-ink-3 text-xs" title={label}>
            {label}
          </dt>
          <dd className="num font-semibold text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
