/** Earlier readiness checks: a list to open one from. */
"use client";

import { clsx } from "clsx";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { textTone } from "@/components/ui/tone";
import { type ReadinessRow, readinessVerdictLabels } from "@/lib/contracts/readiness/report";
import { counted } from "@/lib/kit/text";
import { localDateAndClock } from "@/lib/kit/time-text";
import type { EarlierChecks } from "./use-history";
import { summaryLooks } from "./verdict-look";

export function History({
  rows,
  more,
  fault,
  loadMore,
  shown,
  onShow,
}: EarlierChecks & { shown: string | null; onShow: (id: string) => void }) {
  return (
    <Panel title="Earlier checks" flush>
      {fault !== null && <FaultNote fault={fault} />}
      {rows === null && fault === null && <RowsPending label="Loading earlier checks" rows={3} />}
      {rows?.length === 0 && <p className="px-4 py-3 text-ink-3">No earlier checks.</p>}
      {rows !== null && rows.length > 0 && (
        <ul aria-label="Earlier checks" className="max-h-96 divide-y divide-line overflow-y-auto">
          {rows.map((row) => (
            <Earlier key={row.id} row={row} isShown={row.id === shown} onShow={() => onShow(row.id)} />
          ))}
        </ul>
      )}
      {more && (
        <div className="flex justify-center border-line border-t p-2">
          <Button size="sm" onClick={loadMore}>
            Load more
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Earlier({ row, isShown, onShow }: { row: ReadinessRow; isShown: boolean; onShow: () => void }) {
  const zone = useLocalZone();
  const { verdict } = row.summary;
  const { Icon, tone } = summaryLooks[verdict];
  return (
    <li>
      <button
        type="button"
        aria-current={isShown || undefined}
        onClick={onShow}
        className={clsx(
          "flex w-full items-start gap-2 px-4 py-2 text-left text-[0.8125rem] hover:bg-hover",
          isShown && "bg-accent-soft",
        )}
      >
        <Icon className={clsx("mt-0.5 size-4 shrink-0", textTone[tone])} aria-hidden />
        <span className="min-w-0 grow">
          <span className="flex flex-wrap justify-between gap-x-2">
            <span className={clsx("font-medium", textTone[tone])}>{readinessVerdictLabels[verdict]}</span>
            <time className="num text-ink-3" title={zone}>
              {zone === "" ? "" : localDateAndClock(row.startedAt)}
            </time>
          </span>
          <span className="code block truncate text-ink-2" title={row.server ?? undefined}>
            {row.server ?? "No server"}
          </span>
          <span className="block text-ink-3">
            {counted(row.apCount, "access point")}, {row.startedBy}
            {row.rerunOf !== null && ", repeated checks"}
          </span>
        </span>
      </button>
    </li>
  );
}
