/** One image server: whether and where it listens, start and stop, its settings, who is connected, its keys, its log. */
"use client";

import { CircleStop, Play } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { TRANSFERS } from "@/components/navigation/pages";
import { LabFaultsNote } from "@/components/server-state/lab-faults-note";
import { addressText, ServerState } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import type { ServerRow } from "@/lib/contracts/servers";
import { formatRate } from "@/lib/kit/units";
import { ConnectionList } from "./connection-list";
import { HostKeys } from "./host-keys";
import type { ServerActions } from "./server-actions";
import type { SettingsDraft } from "./settings-draft";
import { SettingsForm } from "./settings-form";

type Tab = "settings" | "connections" | "keys" | "log";

const words = {
  tftp: {
    description: "Access points and controllers in TFTP mode fetch from here.",
    /** The names under which the tools that read such logs look for them. */
    logFile: "tftpd.log",
  },
  sftp: {
    description: "Controllers in SFTP mode, and SFTP users, fetch from here.",
    logFile: "auth.log",
  },
} as const;

export function ServerPanel({
  server,
  disabled,
  actions,
}: {
  server: ServerRow;
  disabled: boolean;
  actions: ServerActions;
}) {
  const run = useCommand();
  const [tab, setTab] = useState<Tab>("settings");
  // Kept here, so that a look at another tab does not lose what was typed.
  const [draft, setDraft] = useState<SettingsDraft>({});
  const name = `${server.id.toUpperCase()} server`;
  const log = (
    <div className="h-112">
      <LogView
        topic={server.id}
        label={`Log of the ${name}`}
        onDownload={() => saveLog(run, { source: server.id }, words[server.id].logFile, downloadText)}
      />
    </div>
  );
  const settings = (
    <div className="p-4">
      <SettingsForm
        server={server}
        draft={draft}
        onDraft={setDraft}
        disabled={disabled}
        save={actions.saveSettings}
      />
    </div>
  );
  return (
    <Panel
      flush
      title={name}
      description={words[server.id].description}
      actions={
        <>
          <ServerState state={server.state} />
          <span className="inline-flex min-w-0 items-center">
            <span className="code break-all text-ink-2">{addressText(server)}</span>
            <CopyButton text={addressText(server)} label={`Copy the address of the ${name}`} />
          </span>
          <StartStop server={server} name={name} disabled={disabled} actions={actions} />
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4 empty:hidden">
        <Notes server={server} name={name} />
      </div>
      <Tabs
        label={name}
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: "settings", label: "Settings", content: settings },
          ...(server.id === "sftp"
            ? ([
                {
                  value: "connections",
                  label: <Connections server={server} />,
                  content: <ConnectionList server={server} disabled={disabled} actions={actions} />,
                },
                {
                  value: "keys",
                  label: "Host keys",
                  content: (
                    <div className="p-4">
                      <HostKeys server={server} disabled={disabled} recreate={actions.recreateHostKeys} />
                    </div>
                  ),
                },
              ] as const)
            : []),
          { value: "log", label: "Log", content: log },
        ]}
      />
    </Panel>
  );
}

function Connections({ server }: { server: Extract<ServerRow, { id: "sftp" }> }) {
  const { connections, blocked } = server;
  return (
    <span className="inline-flex items-center gap-1.5">
      Connections <span className="num text-ink-3">{connections.length}</span>
      {blocked.length > 0 && <Badge tone="warn">{blocked.length} blocked</Badge>}
    </span>
  );
}

function Notes({ server, name }: { server: ServerRow; name: string }) {
  return (
    <>
      {server.reason && <FaultNote fault={server.reason} />}
      <LabFaultsNote faults={server.labFaults} />
      {server.state === "stopped" && (
        <Banner title={`The ${name} is stopped`}>
          {server.enabled
            ? "It starts with the program."
            : "An operator stopped it. It stays stopped when the program starts again."}
        </Banner>
      )}
      {server.state === "listening" && (
        <p className="num text-ink-2">
          {server.activeTransfers === 0 ? (
            "No transfer is running."
          ) : (
            <>
              {server.activeTransfers === 1 ? "1 transfer" : `${server.activeTransfers} transfers`} running,{" "}
              {formatRate(server.throughput.at(-1) ?? 0)}.
            </>
          )}{" "}
          <Link href={TRANSFERS} className="text-accent-text underline underline-offset-2">
            Transfers
          </Link>
        </p>
      )}
      {server.id === "sftp" && server.settings.legacyClients && (
        <Banner tone="warn" title="Legacy clients are allowed">
          The server accepts SHA-1 and CBC algorithms, which are broken. Switch it off when no old device
          needs it any more.
        </Banner>
      )}
    </>
  );
}

function StartStop({
  server,
  name,
  disabled,
  actions,
}: {
  server: ServerRow;
  name: string;
  disabled: boolean;
  actions: Pick<ServerActions, "start" | "stop">;
}) {
  const [busy, startOrder] = useTransition();
  const [asking, setAsking] = useState(false);
  const connected = server.id === "sftp" ? server.connections.length : 0;
  const inUse = server.activeTransfers > 0 || connected > 0;
  const stop = () => call(() => actions.stop({ server: server.id }));
  const stopAtOnce = () =>
    startOrder(async () => {
      const answer = await stop();
      if (!answer.ok) notify(`The ${name} was not stopped`, { tone: "fail", body: answer.fault.message });
    });
  const start = () =>
    startOrder(async () => {
      const answer = await call(() => actions.start({ server: server.id }));
      if (!answer.ok) notify(`The ${name} does not start`, { tone: "fail", body: answer.fault.message });
    });
  const running = server.state === "listening" || server.state === "starting";
  return (
    <>
      {!running && (
        <Button
          size="sm"
          variant="primary"
          busy={busy}
          disabled={disabled}
          icon={<Play aria-hidden />}
          aria-label={`Start the ${name}`}
          onClick={start}
        >
          Start
        </Button>
      )}
      {(running || server.state === "failed") && (
        <Button
          size="sm"
          busy={busy && running}
          disabled={disabled || busy}
          icon={<CircleStop aria-hidden />}
          aria-label={`Stop the ${name}`}
          onClick={() => (inUse ? setAsking(true) : stopAtOnce())}
        >
          Stop
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Stop the ${name}`}
        confirmLabel="Stop the server"
        cancelLabel="Keep it running"
        danger
        onConfirm={stop}
      >
        <p>
          {server.activeTransfers > 0 &&
            `${server.activeTransfers} running ${server.activeTransfers === 1 ? "transfer ends" : "transfers end"} with an error on the other side. `}
          {connected > 0 && `${connected} ${connected === 1 ? "client is" : "clients are"} disconnected. `}
          The server stays stopped until it is started here.
        </p>
      </ConfirmDialog>
    </>
  );
}
