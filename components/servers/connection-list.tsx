/** The clients that are connected to the SFTP server, the blocked addresses, and the controls that end both. */
"use client";

import { PlugZap, Unplug } from "lucide-react";
import { useState } from "react";
import { addressText } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FileName } from "@/components/ui/file-name";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useNow } from "@/lib/client/rows/hooks";
import type { CommandInput, WebCommand } from "@/lib/contracts/commands";
import type { SftpServerRow } from "@/lib/contracts/servers";
import type { BlockedAddressRow, SftpConnectionRow } from "@/lib/contracts/sftp";
import { counted } from "@/lib/kit/text";
import { localDayAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";

export function ConnectionList({ server, disabled }: { server: SftpServerRow; disabled: boolean }) {
  return (
    <div className="flex flex-col">
      {server.blocked.length > 0 && (
        <section aria-label="Blocked addresses" className="border-line border-b bg-warn-soft/40">
          <h3 className="px-4 pt-3 font-medium">Blocked after failed sign-ins</h3>
          <ul className="divide-y divide-line">
            {server.blocked.map((block) => (
              <Blocked key={block.address} block={block} disabled={disabled} />
            ))}
          </ul>
        </section>
      )}
      {server.connections.length === 0 ? (
        <EmptyState icon={<PlugZap aria-hidden />} title="No clients connected">
          A client appears here when it connects, even before it signs in.
        </EmptyState>
      ) : (
        <ul aria-label="Connections" className="divide-y divide-line">
          {server.connections.map((connection) => (
            <Connection key={connection.id} connection={connection} disabled={disabled} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Runs a command from a row: `busy` until the answer, and a notification when it fails. */
function useRowCommand() {
  const runCommand = useCommand();
  const [busy, setBusy] = useState(false);
  const run = async <T extends WebCommand>(type: T, input: CommandInput<T>, failure: string) => {
    setBusy(true);
    const answer = await runCommand(type, input);
    setBusy(false);
    if (!answer.ok) notify(failure, { tone: "fail", body: answer.fault.message });
  };
  return { busy, run };
}

function Connection({ connection, disabled }: { connection: SftpConnectionRow; disabled: boolean }) {
  const now = useNow(1000);
  const { busy, run } = useRowCommand();
  const { id, user, software, cipher, openedAt, handles, bytesSent, bytesReceived } = connection;
  const peer = addressText(connection);
  const details = [
    software,
    cipher,
    now !== null && `connected for ${formatDuration(Math.max(0, (now - openedAt) / 1000))}`,
  ];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="flex min-w-0 flex-wrap items-center gap-2">
          {user === null ? (
            <Badge tone="warn">Not signed in</Badge>
          ) : (
            <FileName name={user} className="font-medium" />
          )}
          <span className="code text-ink-2">{peer}</span>
        </p>
        <p className="num break-words text-[0.8125rem] text-ink-3">{details.filter(Boolean).join(", ")}</p>
      </div>
      <p className="num order-3 col-span-2 text-[0.8125rem] text-ink-2 md:order-none md:col-span-1">
        {formatBytes(bytesSent)} sent, {formatBytes(bytesReceived)} received, {counted(handles, "open file")}
      </p>
      <Button
        changes
        size="sm"
        busy={busy}
        disabled={disabled}
        icon={<Unplug aria-hidden />}
        aria-label={`Disconnect ${user ?? "the client"} at ${peer}`}
        onClick={() => void run("servers.disconnect", { connection: id }, "The client was not disconnected")}
      >
        Disconnect
      </Button>
    </li>
  );
}

function Blocked({ block, disabled }: { block: BlockedAddressRow; disabled: boolean }) {
  const { busy, run } = useRowCommand();
  const now = useNow(1000);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
      <p className="min-w-0">
        <span className="code font-medium">{block.address}</span>{" "}
        <span className="num text-[0.8125rem] text-ink-2">
          {block.failures} failed sign-ins, blocked until {localDayAndClock(block.until, now ?? block.since)}
        </span>
      </p>
      <Button
        changes
        size="sm"
        busy={busy}
        disabled={disabled}
        aria-label={`Unblock ${block.address}`}
        onClick={() =>
          void run("servers.release-block", { address: block.address }, "The address was not unblocked")
        }
      >
        Unblock
      </Button>
    </li>
  );
}
