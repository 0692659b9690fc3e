/** The overview of an access point: why it failed, its predownload, partitions, and details. */
"use client";

import { RotateCw } from "lucide-react";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { useCommand } from "@/lib/client/commands";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { ApRow } from "@/lib/contracts/aps";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { useActivity } from "./ap-activity";
import { secondsLeft } from "./ap-columns";
import { ApNowCard } from "./ap-now-card";
import { ApStatus } from "./ap-status";
import { Partitions } from "./partitions";
import { RetryTime } from "./retry-time";
import { Why } from "./why";

/** The sections of the overview. `detail` is undefined while it is loading. */
export function ApOverview({
  row,
  detail,
  connected,
}: {
  row: ApRow;
  detail: Answer<ApDetail> | undefined;
  connected: boolean;
}) {
  const activity = useActivity(row);
  const left = secondsLeft(row);
  return (
    <div className="flex flex-col gap-6 p-5">
      <ApNowCard row={row} detail={detail?.ok ? detail.value : undefined} />
      {detail?.ok && detail.value.why.length > 0 && (
        <Why
          apId={row.id}
          isJoined={row.joined}
          chain={detail.value.why}
          remedy={detail.value.remedy ?? row.fault?.remedy ?? null}
          cure={detail.value.cure}
        />
      )}
      <Section title="Partitions">
        <Partitions row={row} detail={detail} />
      </Section>
      <Section title="Predownload" actions={<PredownloadAgain row={row} connected={connected} />}>
        <Facts
          columns={3}
          items={[
            { name: "Status", value: <ApStatus row={row} /> },
            { name: "Activity", value: activity || "Idle" },
            { name: "Method", value: row.method },
            { name: "Rate", value: row.rate > 0 ? formatRate(row.rate) : "–" },
            { name: "ETA", value: left === null ? "–" : formatDuration(left) },
            { name: "Version", value: versionOrNone(row.predownloadVersion), code: true },
            { name: "Retry count", value: row.retryCount },
            {
              name: "Next retry",
              value: row.nextRetryAt === null ? "–" : <RetryTime at={row.nextRetryAt} />,
            },
            { name: "Image master", value: row.isImageMaster ? `Yes, for ${row.family}` : "No" },
          ]}
        />
      </Section>
      <Section title="Details">
        <Facts
          columns={3}
          items={[
            { name: "Model", value: row.model },
            { name: "Image family", value: row.family ?? "Unknown", code: true },
            { name: "IP address", value: row.ip, code: true },
            { name: "Radio MAC", value: row.id, code: true },
            { name: "Ethernet MAC", value: row.ethernetMac, code: true },
            { name: "CAPWAP state", value: row.capwapState },
            { name: "Role", value: row.isController ? "Hosts the controller" : "Access point" },
          ]}
        />
      </Section>
    </div>
  );
}

const versionOrNone = (version: string) => (version === NO_VERSION || version === "" ? "None" : version);

const Section = (props: { title: string; actions?: ReactNode; children: ReactNode }) => (
  <section>
    <div className="mb-3 flex min-h-8 items-center justify-between gap-3 border-line border-b">
      <h3 className="font-semibold">{props.title}</h3>
      {props.actions}
    </div>
    {props.children}
  </section>
);

/** Starts another predownload for one access point that failed. */
function PredownloadAgain(props: { row: ApRow; connected: boolean }) {
  const { row, connected } = props;
  const run = useCommand();
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  if (row.status !== "Failed") return null;
  const startAgain = () =>
    start(async () => {
      const answer = await run("ap.predownload", { apId: row.id });
      setFault(answer.ok ? undefined : answer.fault);
    });
  return (
    <div className="flex items-center gap-2 pb-1">
      {fault && (
        <span role="alert" className="text-[0.8125rem] text-fail-text">
          {fault.message}
        </span>
      )}
      <Button
        changes
        size="sm"
        busy={busy}
        disabled={!connected}
        icon={<RotateCw aria-hidden />}
        onClick={startAgain}
      >
        Predownload again
      </Button>
    </div>
  );
}
