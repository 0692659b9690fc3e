/** One image server: its state, address, counters, refused requests, and throughput. */

import type { ReactNode } from "react";
import { ThroughputChart } from "@/components/charts/throughput-chart";
import { LabFaultsNote } from "@/components/server-state/lab-faults-note";
import { addressText, ServerState } from "@/components/server-state/server-state";
import { CopyButton } from "@/components/ui/copy-button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { serverNames, serverTitles } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import { grouped } from "@/lib/kit/number-text";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { MissingNames } from "./missing-names";

/** The panel of one image server. */
export function ServerCard({ server }: { server: ServerRow }) {
  const name = serverNames[server.id];
  const address = addressText(server);
  const refused = Object.entries(server.refused);
  return (
    <Panel
      title={serverTitles[server.id]}
      actions={
        <>
          <ServerState state={server.state} />
          <span className="inline-flex items-center">
            <span className="code text-ink-2">{address}</span>
            <CopyButton text={address} label={`Copy the address of the ${name}`} />
          </span>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {server.reason && <FaultNote fault={server.reason} />}
        <LabFaultsNote faults={server.labFaults} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]">
          <dl className="grid grid-cols-2 content-start gap-x-6 gap-y-3 sm:grid-cols-3">
            <Counter name="Current rate">{formatRate(server.throughput.at(-1) ?? 0)}</Counter>
            <Counter name="Active transfers">{grouped(server.activeTransfers)}</Counter>
            <Counter name="Peak transfers">{grouped(server.peakTransfers)}</Counter>
            <Counter name="Sent">{formatBytes(server.bytesSent)}</Counter>
            <Counter name="Completed">{grouped(server.completedTransfers)}</Counter>
            <Counter name="Failed">{grouped(server.failedTransfers)}</Counter>
            {server.bytesReceived > 0 && (
              <Counter name="Received">{formatBytes(server.bytesReceived)}</Counter>
            )}
            <Counter name="Refused requests">
              {grouped(refused.reduce((sum, [, times]) => sum + times, 0))}
            </Counter>
            {refused.length > 0 && (
              <div className="col-span-2">
                <dt className="text-[0.8125rem] text-ink-3">Reasons for refusal</dt>
                <dd className="text-[0.8125rem] text-ink-2">
                  {refused.map(([reason, times]) => `${reason} (${grouped(times)})`).join(", ")}
                </dd>
              </div>
            )}
          </dl>
          <ThroughputChart samples={server.throughput} of={`the ${name}`} />
        </div>
        {server.id === "tftp" && <MissingNames names={server.missing} />}
      </div>
    </Panel>
  );
}

function Counter({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-3">{name}</dt>
      <dd className="num font-medium">{children}</dd>
    </div>
  );
}
