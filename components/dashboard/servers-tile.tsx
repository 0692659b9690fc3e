/** The image servers: state, address, and what they transfer now. */
"use client";

import { CureButton } from "@/components/cures/cure-button";
import { TRANSFERS } from "@/components/navigation/pages";
import { addressText, ServerState } from "@/components/server-state/server-state";
import type { ServerId } from "@/lib/contracts/server-ids";
import type { ServerRow } from "@/lib/contracts/servers";
import { counted } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";
import { Tile } from "./tile";

const SHORT_NAMES: Readonly<Record<ServerId, string>> = {
  tftp: "TFTP",
  sftp: "SFTP",
  catalog: "Downloads",
};

export function ServersTile({ servers }: { servers: readonly ServerRow[] }) {
  return (
    <Tile title="Image servers" href={TRANSFERS}>
      <ul className="flex flex-col divide-y divide-line">
        {servers.map((server) => (
          <li
            key={server.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 first:pt-0 last:pb-0"
          >
            <span className="w-28 font-medium">{SHORT_NAMES[server.id]}</span>
            <ServerState state={server.state} />
            <span className="code text-ink-2">{addressText(server)}</span>
            <span className="num ml-auto text-[0.8125rem] text-ink-3">
              {server.activeTransfers === 0
                ? "No transfers"
                : `${counted(server.activeTransfers, "transfer")}, ${formatRate(server.throughput.at(-1) ?? 0)}`}
            </span>
            {server.state === "stopped" && (
              <span className="relative">
                <CureButton cure={{ kind: "start-server", server: server.id }} />
              </span>
            )}
            {server.labFaults.length > 0 && (
              <p className="basis-full text-[0.8125rem] text-warn-text">
                Injected faults: {server.labFaults.join(" ")}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Tile>
  );
}
