/** One access point: what it is, why it failed, its console, its history. Opened by `?ap=` in the address. */
"use client";

import { useState } from "react";
import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { Drawer } from "@/components/ui/dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { Tabs } from "@/components/ui/tabs";
import type { UpgradeActions } from "@/components/upgrade/upgrade-actions";
import { downloadText } from "@/lib/client/download";
import { useRow } from "@/lib/client/rows/hooks";
import { ApHistory } from "./ap-history";
import { ApOverview } from "./ap-overview";
import { RADIO_MAC, useApDetail } from "./use-ap-detail";

type ApActions = Pick<UpgradeActions, "apDetail" | "predownloadAp" | "readLog">;
type Tab = "overview" | "console" | "history";

export function ApDrawer({
  apId,
  onClose,
  reachable,
  actions,
}: {
  apId: string | null;
  onClose: () => void;
  reachable: boolean;
  actions: ApActions;
}) {
  const row = useRow("aps", apId);
  return (
    <Drawer
      open={apId !== null}
      onOpenChange={(open) => !open && onClose()}
      title={row?.name ?? "Access point"}
      description={row && `${row.model} · ${row.ip} · ${row.capwapState}`}
      flush
    >
      {apId !== null && RADIO_MAC.test(apId) ? (
        <Opened key={apId} apId={apId} reachable={reachable} actions={actions} />
      ) : (
        <EmptyState title="There is no such access point">
          The address names none that this fleet has.
        </EmptyState>
      )}
    </Drawer>
  );
}

function Opened({ apId, reachable, actions }: { apId: string; reachable: boolean; actions: ApActions }) {
  const [tab, setTab] = useState<Tab>("overview");
  const row = useRow("aps", apId);
  const detail = useApDetail(apId, row, actions.apDetail);
  const download = () =>
    saveLog(actions.readLog, { source: "console", apId }, `${row?.name ?? apId}-console.txt`, downloadText);
  if (detail?.ok === false && !row) return <FaultNote fault={detail.fault} />;
  if (!row) return <RowsPending label="Waiting for the access point" />;
  return (
    <div className="flex h-full min-h-0 flex-col pt-1">
      <Tabs
        label="Access point"
        value={tab}
        onValueChange={setTab}
        tabs={[
          {
            value: "overview",
            label: row.fault ? "Overview and why" : "Overview",
            content: <ApOverview row={row} detail={detail} reachable={reachable} actions={actions} />,
          },
          {
            value: "console",
            label: "Console",
            content: (
              <LogView topic={`console:${apId}`} label={`Console of ${row.name}`} onDownload={download} />
            ),
          },
          { value: "history", label: "History", content: <ApHistory apId={apId} detail={detail} /> },
        ]}
      />
    </div>
  );
}
