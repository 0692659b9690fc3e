/** One access point: why it failed, its images and details, CAPWAP state, behavior, console, and history. */
"use client";

import { ArrowLeft, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApOverview } from "@/components/fleet/ap-overview";
import { TimelineLink } from "@/components/fleet/timeline-link";
import { RADIO_MAC, useApDetail } from "@/components/fleet/use-ap-detail";
import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { useIsConnected, useOnlyRow, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { ApRow } from "@/lib/contracts/aps";
import { behaviorWords, differsOf } from "@/lib/contracts/behavior-words";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { type BulkAction, bulkActions } from "./bulk-actions";
import { CapwapBadge } from "./capwap-badge";
import { CapwapDiagram } from "./capwap-diagram";
import { LazyActionDialogs } from "./lazy-action-dialogs";
import { RunHistory } from "./run-history";
import { useApplicability } from "./use-applicability";

/** The page of the access point with this id (its radio MAC). */
export function AccessPointPage({ apId }: { apId: string }) {
  const status = useTopic("aps");
  const row = useRow("aps", apId);
  if (row) return <ApPage row={row} />;
  return (
    <>
      <Back />
      <PageHeader title="Access point" />
      <Panel flush>
        {status === "pending" && RADIO_MAC.test(apId) ? (
          <RowsPending label="Loading access point" rows={6} />
        ) : (
          <EmptyState title="Access point not found">
            It may have been removed from the lab, or the link is wrong.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

const Back = () => (
  <Link
    href={ACCESS_POINTS}
    className="text-target mb-1 gap-1 text-[0.8125rem] text-ink-3 hover:text-ink hover:underline"
  >
    <ArrowLeft className="size-3.5" aria-hidden />
    All access points
  </Link>
);

function ApPage({ row }: { row: ApRow }) {
  const run = useCommand();
  const connected = useIsConnected();
  const router = useRouter();
  const detail = useApDetail(row.id, row, useOnlyRow("lab")?.revision);
  const behavior = detail?.ok ? differsOf(detail.value.behavior) : undefined;
  const [action, setAction] = useState<BulkAction | null>(null);
  const download = () =>
    saveLog(run, { source: "console", apId: row.id }, `${row.name}-console.txt`, downloadText);
  return (
    <>
      <Back />
      <PageHeader
        title={row.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <CapwapBadge row={row} />
            {row.model} · {row.ip}
            <TimelineLink apId={row.id} />
          </span>
        }
        actions={<ApActionButtons row={row} connected={connected} onChoose={setAction} />}
      />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <Panel flush>
          <h2 className="sr-only">Overview</h2>
          <ApOverview row={row} detail={detail} connected={connected} />
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="CAPWAP" description="RFC 5415, section 2.3">
            <CapwapDiagram state={row.capwapState} name={row.name} />
          </Panel>
          <BehaviorPanel behavior={behavior} connected={connected} onChange={() => setAction("behavior")} />
        </div>
        <Panel title="History" description="By run, newest first" flush className="xl:col-span-2">
          <RunHistory row={row} detail={detail} />
        </Panel>
        <Panel
          title="Console"
          description="Times are the controller's, in UTC"
          flush
          className="xl:col-span-2"
        >
          <div className="h-112">
            <LogView topic={`console:${row.id}`} label={`Console of ${row.name}`} onDownload={download} />
          </div>
        </Panel>
      </div>
      <LazyActionDialogs
        action={action}
        apIds={[row.id]}
        currentBehavior={behavior}
        onClose={() => setAction(null)}
        onDone={(done) => done === "remove" && router.push(ACCESS_POINTS)}
      />
    </>
  );
}

function ApActionButtons(props: { row: ApRow; connected: boolean; onChoose: (action: BulkAction) => void }) {
  const { row, connected, onChoose } = props;
  const of = useApplicability([row.id]);
  return bulkActions
    .filter(({ action }) => action !== "predownload" && action !== "behavior")
    .map(({ action, label, icon, danger }) => {
      const { fault } = of(action);
      return (
        <Button
          changes
          key={action}
          variant={danger ? "danger" : "secondary"}
          disabled={!connected || fault !== null}
          title={fault?.message}
          icon={icon}
          onClick={() => action !== "predownload" && onChoose(action)}
        >
          {label}
        </Button>
      );
    });
}

/** How the access point differs from the default behavior, with a button to change it. */
function BehaviorPanel(props: {
  behavior: BehaviorChange | undefined;
  connected: boolean;
  onChange: () => void;
}) {
  const { behavior, connected, onChange } = props;
  const words = behaviorWords(behavior ?? {});
  return (
    <Panel
      title="Behavior"
      description="Set in Lab"
      actions={
        <Button
          changes
          size="sm"
          disabled={!connected || behavior === undefined}
          icon={<SlidersHorizontal aria-hidden />}
          onClick={onChange}
        >
          Set behavior
        </Button>
      }
    >
      {behavior === undefined ? (
        <RowsPending rows={1} label="Loading behavior" />
      ) : words.length === 0 ? (
        <p className="text-ink-3">Default behavior.</p>
      ) : (
        <ul aria-label="Changed behavior" className="flex flex-wrap gap-1.5">
          {words.map((each) => (
            <li key={each} className="min-w-0">
              <Badge tone="warn">{each}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
