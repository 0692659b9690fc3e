/** A drawer with the details of one access point: overview, console, history. `?ap=` in the URL opens it. */
"use client";

import { useState } from "react";
import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { Drawer } from "@/components/ui/dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { Tabs } from "@/components/ui/tabs";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { useRow } from "@/lib/client/rows/hooks";
import { ApHistory } from "./ap-history";
import { ApOverview } from "./ap-overview";
import { RADIO_MAC, useApDetail } from "./use-ap-detail";

type Tab = "overview" | "console" | "history";

/** Open while `apId` is not null. */
export function ApDrawer({
  apId,
  onClose,
  connected,
}: {
  apId: string | null;
  onClose: () => void;
  connected: boolean;
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
        <DrawerContent key={apId} apId={apId} connected={connected} />
      ) : (
        <EmptyState title="Access point not found">The link is not valid.</EmptyState>
      )}
    </Drawer>
  );
}

function DrawerContent({ apId, connected }: { apId: string; connected: boolean }) {
  const run = useCommand();
  const [tab, setTab] = useState<Tab>("overview");
  const row = useRow("aps", apId);
  const detail = useApDetail(apId, row);
  const download = () =>
    saveLog(run, { source: "console", apId }, `${row?.name ?? apId}-console.txt`, downloadText);
  if (detail?.ok === false && !row) return <FaultNote fault={detail.fault} />;
  if (!row) return <RowsPending label="Loading access point" />;
  return (
    <div className="flex h-full min-h-0 flex-col pt-1">
      <Tabs
        label="Access point"
        value={tab}
        onValueChange={setTab}
        tabs={[
          {
            value: "overview",
            label: row.fault ? "Overview and cause" : "Overview",
            content: <ApOverview row={row} detail={detail} connected={connected} />,
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
