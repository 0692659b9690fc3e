/** The number of access points in each state. The first four counters have the vendor's names, the others are ours. */

import { clsx } from "clsx";
import { type Tone, textTone } from "@/components/ui/tone";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";

/**
 * A grid of numbers. None, Initiated, Predownloading AP Image, Completed AP Image, Not Supported, Retrying and Failed add
 * up to the total.
 */
export function Counters({ counters }: { counters: UpgradeCounters }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line @md:grid-cols-5">
      <Counter name="Total Number of APs" value={counters.total} />
      <Counter name="None" value={counters.none} />
      <Counter name="Initiated" value={counters.initiated} tone="info" />
      <Counter name="Predownloading AP Image" value={counters.predownloading} tone="accent" />
      <Counter
        name="Predownloading Controller Image"
        value={counters.predownloadingController}
        tone="accent"
      />
      <Counter name="Completed AP Image" value={counters.completed} tone="ok" />
      <Counter name="Completed Controller Image" value={counters.completedController} tone="ok" />
      <Counter name="Not Supported" value={counters.unsupported} tone="warn" />
      <Counter name="Retrying" value={counters.retrying} tone="warn" />
      <Counter name="Failed" value={counters.failed} tone="fail" />
    </dl>
  );
}

function Counter({ name, value, tone = "neutral" }: { name: string; value: number; tone?: Tone }) {
  return (
    <div className="flex min-w-0 flex-col-reverse justify-end bg-surface px-3 py-2">
      <dt className="text-ink-3 text-xs leading-tight">{name}</dt>
      <dd className={clsx("num font-semibold text-lg", value === 0 ? "text-ink-3" : textTone[tone])}>
        {grouped(value)}
      </dd>
    </div>
  );
}
