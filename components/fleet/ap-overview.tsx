/** An access point's facts, its two partitions, and the cause chain when it failed. */
"use client";

import { RotateCw } from "lucide-react";
import { type ReactNode, useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { FaultNote } from "@/components/ui/fault-note";
import type { UpgradeActions } from "@/components/upgrade/upgrade-actions";
import { call } from "@/lib/client/call";
import type { ApDetail, ApRow } from "@/lib/contracts/aps";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { ApProgress, hasProgress } from "./ap-progress";
import { ApStatus } from "./ap-status";
import { RetryTime } from "./retry-time";
import { Why } from "./why";

export function ApOverview({
  row,
  detail,
  reachable,
  actions,
}: {
  row: ApRow;
  detail: Answer<ApDetail> | undefined;
  reachable: boolean;
  actions: Pick<UpgradeActions, "predownloadAp">;
}) {
  return (
    <div className="flex flex-col gap-6 p-5">
      {detail?.ok && detail.value.why.length > 0 && (
        <Why
          apId={row.id}
          chain={detail.value.why}
          remedy={detail.value.remedy ?? row.fault?.remedy ?? null}
        />
      )}
      <Part title="Predownload" actions={<TryAgain row={row} reachable={reachable} actions={actions} />}>
        {hasProgress(row) && (
          <div className="mb-4">
            <ApProgress row={row} />
          </div>
        )}
        <Facts
          columns={3}
          items={[
            { name: "Status", value: <ApStatus row={row} /> },
            { name: "Now", value: row.activity || "idle" },
            { name: "Method", value: row.method },
            { name: "Rate", value: row.rate > 0 ? formatRate(row.rate) : "–" },
            { name: "ETA", value: row.etaSeconds === null ? "–" : formatDuration(row.etaSeconds) },
            { name: "Version", value: noVersion(row.predownloadVersion), code: true },
            { name: "Retry count", value: row.retryCount },
            {
              name: "Next retry",
              value: row.nextRetryAt === null ? "–" : <RetryTime at={row.nextRetryAt} />,
            },
            { name: "Image master", value: row.isImageMaster ? `yes, of ${row.family}` : "no" },
          ]}
        />
      </Part>
      <Part title="Partitions">
        <Partitions detail={detail} />
      </Part>
      <Part title="Facts">
        <Facts
          columns={3}
          items={[
            { name: "Model", value: row.model },
            { name: "Image family", value: row.family ?? "not known", code: true },
            { name: "IP address", value: row.ip, code: true },
            { name: "Radio MAC", value: row.id, code: true },
            { name: "Ethernet MAC", value: row.ethernetMac, code: true },
            { name: "CAPWAP state", value: row.capwapState },
            { name: "Primary image", value: noVersion(row.primaryVersion), code: true },
            { name: "Backup image", value: noVersion(row.backupVersion), code: true },
            { name: "Role", value: row.isController ? "hosts the controller" : "access point" },
          ]}
        />
      </Part>
    </div>
  );
}

const noVersion = (version: string) => (version === NO_VERSION || version === "" ? "none" : version);

const Part = (props: { title: string; actions?: ReactNode; children: ReactNode }) => (
  <section>
    <div className="mb-3 flex min-h-8 items-center justify-between gap-3 border-line border-b">
      <h3 className="font-semibold">{props.title}</h3>
      {props.actions}
    </div>
    {props.children}
  </section>
);

function Partitions({ detail }: { detail: Answer<ApDetail> | undefined }) {
  if (!detail) return <RowsPending rows={2} />;
  if (!detail.ok) return <FaultNote fault={detail.fault} />;
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {detail.value.partitions.map((partition) => (
        <li key={partition.name} className="rounded-md border border-line bg-sunken px-3 py-2">
          <p className="flex items-center justify-between">
            <span className="code text-ink-3">{partition.name}</span>
            {partition.active ? <Badge tone="accent">Running</Badge> : <Badge>Backup</Badge>}
          </p>
          <p className="code mt-0.5">{noVersion(partition.version)}</p>
        </li>
      ))}
    </ul>
  );
}

/** For an access point that gave up: one more predownload, for it alone. */
function TryAgain(props: { row: ApRow; reachable: boolean; actions: Pick<UpgradeActions, "predownloadAp"> }) {
  const { row, reachable, actions } = props;
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  if (row.status !== "Failed") return null;
  const again = () =>
    start(async () => {
      const answer = await call(() => actions.predownloadAp({ apId: row.id }));
      setFault(answer.ok ? undefined : answer.fault);
    });
  return (
    <div className="flex items-center gap-2 pb-1">
      {fault && (
        <span role="alert" className="text-[0.8125rem] text-fail-text">
          {fault.message}
        </span>
      )}
      <Button size="sm" busy={busy} disabled={!reachable} icon={<RotateCw aria-hidden />} onClick={again}>
        Predownload again
      </Button>
    </div>
  );
}
