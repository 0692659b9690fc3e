/** The list of running transfers. Only visible rows are rendered. */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownUp } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FileName } from "@/components/ui/file-name";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useTopic } from "@/lib/client/rows/hooks";
import type { TransferRow } from "@/lib/contracts/transfers";
import { grouped } from "@/lib/kit/number-text";
import { RunningItem } from "./running-item";
import { peerName } from "./transfer-text";
import { useRunningKeys } from "./use-running-keys";

/** A first estimate in pixels; each row is measured when it is rendered. */
const ROW_HEIGHT = 72;

/** The panel with the running transfers, and the confirmation of Abort. */
export function RunningList() {
  const run = useCommand();
  const status = useTopic("transfers");
  const keys = useRunningKeys();
  const disabled = !useIsConnected();
  const [aborting, setAborting] = useState<TransferRow | null>(null);
  return (
    <Panel
      title="Running transfers"
      actions={keys.length > 0 && <span className="num text-ink-3">{grouped(keys.length)} running</span>}
      flush
    >
      {status === "pending" ? (
        <RowsPending label="Loading transfers" />
      ) : keys.length === 0 ? (
        <EmptyState icon={<ArrowDownUp aria-hidden />} title="No running transfers">
          A transfer appears here when an access point or any other TFTP or SFTP client requests a file, and
          when a browser uploads images.
        </EmptyState>
      ) : (
        <Rows keys={keys} disabled={disabled} onAbort={setAborting} />
      )}
      {aborting && (
        <ConfirmDialog
          open
          onOpenChange={() => setAborting(null)}
          title="Abort transfer?"
          confirmLabel="Abort transfer"
          danger
          onConfirm={() => run("transfers.abort", { id: aborting.id })}
        >
          <p>
            The transfer of <FileName name={aborting.path} className="text-ink" />{" "}
            {aborting.direction === "receive" ? "from" : "to"} {peerName(aborting)} ends with an error on the
            client.{" "}
            {aborting.protocol === "http"
              ? "What was uploaded so far is deleted."
              : "In a running upgrade this counts as a failed attempt, and the access point tries again."}
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function Rows({
  keys,
  disabled,
  onAbort,
}: {
  keys: readonly string[];
  disabled: boolean;
  onAbort: (row: TransferRow) => void;
}) {
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
    overscan: 6,
    useFlushSync: false,
  });
  return (
    <section
      ref={scroller}
      aria-label="Running transfers"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="max-h-[32rem] overflow-y-auto outline-offset-[-2px]"
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            className="absolute inset-x-0 border-line border-b"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <RunningItem id={keys[item.index] ?? ""} disabled={disabled} onAbort={onAbort} />
          </li>
        ))}
      </ul>
    </section>
  );
}
