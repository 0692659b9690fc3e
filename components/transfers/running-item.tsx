/** One running transfer in the list. It subscribes to its own row, so that it renders independently. */
"use client";

import { CircleStop } from "lucide-react";
import { memo } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { ProgressBar } from "@/components/ui/progress-bar";
import { useRow } from "@/lib/client/rows/hooks";
import type { TransferRow } from "@/lib/contracts/transfers";
import {
  contentText,
  hardwareText,
  lossText,
  optionsText,
  paceText,
  peerName,
  progressText,
  routeText,
  transferName,
} from "./transfer-text";

/** The transfer with its progress, and a button to abort it. */
export const RunningItem = memo(function RunningItem({
  id,
  disabled,
  onAbort,
}: {
  id: string;
  disabled: boolean;
  onAbort: (row: TransferRow) => void;
}) {
  const row = useRow("transfers", id);
  if (!row) return null;
  const loss = lossText(row);
  const options = optionsText(row);
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 md:grid-cols-[minmax(0,1.1fr)_minmax(0,1.3fr)_minmax(0,1.6fr)_auto]">
      <div className="min-w-0">
        <p className="truncate">
          <FileName name={peerName(row)} className="font-medium" />
        </p>
        <p className="num truncate text-[0.8125rem] text-ink-3">
          {hardwareText(row) && <span className="code text-ink-2">{hardwareText(row)} </span>}
          {routeText(row)}
        </p>
      </div>
      <div className="order-3 col-span-2 flex min-w-0 flex-wrap items-baseline gap-x-2 md:order-none md:col-span-1 md:block">
        <p className="flex min-w-0 items-center gap-2">
          <Badge>{row.protocol.toUpperCase()}</Badge>
          <span className="truncate" title={row.path}>
            <FileName name={row.path} />
          </span>
        </p>
        <p className="truncate text-[0.8125rem] text-ink-3">{contentText(row)}</p>
      </div>
      <div className="order-4 col-span-2 min-w-0 md:order-none md:col-span-1">
        <ProgressBar label={transferName(row)} value={row.bytes} total={row.size} size="md" />
        <p className="num mt-1 flex justify-between gap-3 text-[0.8125rem] text-ink-2">
          <span className="truncate">{progressText(row)}</span>
          <span className="shrink-0">{paceText(row)}</span>
        </p>
        {(options || loss) && (
          <p className="num truncate text-ink-3 text-xs">
            {options}
            {options && loss && ", "}
            {loss && <span className="text-warn-text">{loss}</span>}
          </p>
        )}
      </div>
      <Button
        changes
        size="sm"
        icon={<CircleStop aria-hidden />}
        disabled={disabled}
        onClick={() => onAbort(row)}
        aria-label={`Abort ${transferName(row)}`}
        className="order-2 md:order-none"
      >
        Abort
      </Button>
    </div>
  );
});
