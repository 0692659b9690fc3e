/** What the transfer pop-up shows: the newest transfer and the sum of all, or a pill that counts them. */
"use client";

import { ArrowDownUp, BellOff, ChevronDown, ChevronUp } from "lucide-react";
import { TRANSFERS } from "@/components/navigation/pages";
import { IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { setPopupCollapsed, setPopupMuted, usePopupCollapsed } from "./popup-setting";
import type { RunningTransfers } from "./running-transfers";

export function TransferPanel({ running }: { running: RunningTransfers }) {
  return usePopupCollapsed() ? <Pill running={running} /> : <Popup running={running} />;
}

function Pill({ running: { count, bytes, sizeBytes } }: { running: RunningTransfers }) {
  return (
    <section aria-label="Running transfers" className="fixed right-3 bottom-3 z-30">
      <button
        type="button"
        aria-expanded={false}
        aria-label={`Show ${counted(count, "running transfer")}`}
        onClick={() => setPopupCollapsed(false)}
        className="num flex h-9 items-center gap-2 rounded-full border border-line bg-raised px-3 font-medium text-[0.8125rem] shadow-float hover:bg-hover"
      >
        <ArrowDownUp className="size-4 text-accent-text" aria-hidden />
        {grouped(count)}
        {sizeBytes !== null && <span className="text-ink-3">{wholePercent(bytes, sizeBytes)}%</span>}
        <ChevronUp className="size-4 text-ink-3" aria-hidden />
      </button>
    </section>
  );
}

function Popup({ running }: { running: RunningTransfers }) {
  const { count, newest, bytes, sizeBytes, rate } = running;
  const title = count === 1 && newest ? newest.path : `${grouped(count)} transfers running`;
  const client = newest?.client.name ?? (newest?.client.address || "a browser");
  const route = `${newest?.direction === "receive" ? "from" : "to"} ${client}`;
  return (
    <section
      aria-label="Running transfers"
      className="fixed right-3 bottom-3 z-30 w-80 max-w-[calc(100vw-1.5rem)] rounded-lg border border-line bg-raised p-3 shadow-float"
    >
      <div className="flex items-start gap-2">
        <ArrowDownUp className="mt-1 size-4 shrink-0 text-accent-text" aria-hidden />
        <div className="min-w-0 grow">
          <Link href={TRANSFERS} className="block min-h-6 truncate font-medium leading-6 hover:underline">
            {title}
          </Link>
          <p className="truncate text-[0.8125rem] text-ink-3">
            {count === 1 ? `${route.charAt(0).toUpperCase()}${route.slice(1)}` : `Latest: ${route}`}
          </p>
        </div>
        <IconButton
          label="Mute transfer pop-ups"
          icon={<BellOff aria-hidden />}
          onClick={() => setPopupMuted(true)}
        />
        <IconButton
          label="Collapse"
          aria-expanded
          icon={<ChevronDown aria-hidden />}
          onClick={() => setPopupCollapsed(true)}
        />
      </div>
      <ProgressBar className="mt-2" label={title} value={bytes} total={sizeBytes} />
      <p className="num mt-1.5 flex justify-between gap-2 text-ink-3 text-xs">
        <span>
          {formatBytes(bytes)}
          {sizeBytes !== null && ` of ${formatBytes(sizeBytes)} · ${wholePercent(bytes, sizeBytes)}%`}
        </span>
        <span>{formatRate(rate)}</span>
      </p>
    </section>
  );
}
