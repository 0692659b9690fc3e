/** One access point in full: why it failed, its images and facts, where in CAPWAP's states it is, console, history. */
"use client";

import { ArrowLeft, Power } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ApHistory } from "@/components/fleet/ap-history";
import { ApOverview } from "@/components/fleet/ap-overview";
import { RADIO_MAC, useApDetail } from "@/components/fleet/use-ap-detail";
import { useReachable, useRow, useTopic } from "@/components/live/hooks";
import { LogView } from "@/components/live/log-view";
import { downloadText } from "@/components/live-table/download";
import { Button } from "@/components/ui/button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { saveLog } from "@/components/upgrade/save-log";
import type { ApRow } from "@/lib/contracts/aps";
import type { ApActions } from "./ap-actions";
import { CapwapBadge } from "./capwap-badge";
import { RebootDialog } from "./reboot-dialog";
import { StateMachine } from "./state-machine";

export function AccessPointPage({ apId, actions }: { apId: string; actions: ApActions }) {
  const status = useTopic("aps");
  const row = useRow("aps", apId);
  if (row) return <Present row={row} actions={actions} />;
  return (
    <>
      <Back />
      <PageHeader title="Access point" />
      <Panel flush>
        {status === "pending" && RADIO_MAC.test(apId) ? (
          <RowsPending label="Waiting for the access point" rows={6} />
        ) : (
          <EmptyState title="There is no such access point">
            The address names none that this fleet has.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

const Back = () => (
  <Link
    href="/monitoring/access-points"
    className="mb-1 inline-flex items-center gap-1 text-[0.8125rem] text-ink-3 hover:text-ink hover:underline"
  >
    <ArrowLeft className="size-3.5" aria-hidden />
    All access points
  </Link>
);

function Present({ row, actions }: { row: ApRow; actions: ApActions }) {
  const reachable = useReachable();
  const detail = useApDetail(row.id, row, actions.apDetail);
  const [rebooting, setRebooting] = useState(false);
  const download = () =>
    saveLog(actions.readLog, { source: "console", apId: row.id }, `${row.name}-console.txt`, downloadText);
  return (
    <>
      <Back />
      <PageHeader
        title={row.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <CapwapBadge row={row} />
            {row.model} · {row.ip}
          </span>
        }
        actions={
          <Button
            variant="danger"
            disabled={!reachable || !row.joined || row.isController}
            title={
              row.isController
                ? "It hosts the controller: type reload on the command line"
                : row.joined
                  ? undefined
                  : "It is not joined: it cannot be told"
            }
            icon={<Power aria-hidden />}
            onClick={() => setRebooting(true)}
          >
            Reboot
          </Button>
        }
      />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <Panel flush>
          <ApOverview row={row} detail={detail} reachable={reachable} actions={actions} />
        </Panel>
        <Panel title="CAPWAP" description="RFC 5415, section 2.3">
          <StateMachine state={row.capwapState} name={row.name} />
        </Panel>
        <Panel title="Console" flush className="xl:col-span-2">
          <div className="h-112">
            <LogView topic={`console:${row.id}`} label={`Console of ${row.name}`} onDownload={download} />
          </div>
        </Panel>
        <Panel title="History" description="Newest first" flush className="xl:col-span-2">
          <ApHistory detail={detail} />
        </Panel>
      </div>
      <RebootDialog
        open={rebooting}
        onOpenChange={setRebooting}
        apIds={[row.id]}
        rebootAps={actions.rebootAps}
      />
    </>
  );
}
