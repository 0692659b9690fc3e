/** One image server: whether and where it listens, what it moves, whom it refused. */
import { ThroughputChart } from "@/components/charts/throughput-chart";
import { Dot } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import type { Tone } from "@/components/ui/tone";
import type { ServerRow } from "@/lib/contracts/servers";
import { formatBytes, formatRate } from "@/lib/kit/units";

const states: Record<ServerRow["state"], { tone: Tone; text: string }> = {
  stopped: { tone: "neutral", text: "Stopped" },
  starting: { tone: "info", text: "Starting" },
  listening: { tone: "ok", text: "Listening" },
  failed: { tone: "fail", text: "Not listening" },
};

export function ServerCard({ server }: { server: ServerRow }) {
  const name = `${server.id.toUpperCase()} server`;
  const { tone, text } = states[server.state];
  const address = `${server.address.includes(":") ? `[${server.address}]` : server.address}:${server.port}`;
  const refused = Object.entries(server.refused);
  return (
    <Panel
      title={name}
      actions={
        <>
          <span className="inline-flex items-center gap-2">
            <Dot tone={tone} live={server.state === "starting"} />
            {text}
          </span>
          <span className="inline-flex items-center">
            <span className="code text-ink-2">{address}</span>
            <CopyButton text={address} label={`Copy the address of the ${name}`} />
          </span>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {server.reason && <FaultNote fault={server.reason} />}
        <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]">
          <Facts
            columns={3}
            items={[
              { name: "Rate now", value: <Num>{formatRate(server.throughput.at(-1) ?? 0)}</Num> },
              { name: "Transfers now", value: <Num>{server.activeTransfers}</Num> },
              { name: "Peak at once", value: <Num>{server.peakTransfers}</Num> },
              { name: "Sent", value: <Num>{formatBytes(server.bytesSent)}</Num> },
              { name: "Completed", value: <Num>{server.completedTransfers}</Num> },
              { name: "Failed", value: <Num>{server.failedTransfers}</Num> },
              ...(server.bytesReceived > 0
                ? [{ name: "Received", value: <Num>{formatBytes(server.bytesReceived)}</Num> }]
                : []),
              { name: "Requests refused", value: <Refused refused={refused} /> },
            ]}
          />
          <ThroughputChart samples={server.throughput} of={`the ${name}`} />
        </div>
      </div>
    </Panel>
  );
}

const Num = ({ children }: { children: React.ReactNode }) => (
  <span className="num font-medium">{children}</span>
);

function Refused({ refused }: { refused: [string, number][] }) {
  if (refused.length === 0) return <Num>0</Num>;
  return (
    <ul>
      {refused.map(([reason, count]) => (
        <li key={reason}>
          <Num>{count}</Num> <span className="text-[0.8125rem] text-ink-2">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
