/** One image server: state and address, Start and Stop, settings, connections, host keys, and log. */
"use client";

import { CircleStop, Play } from "lucide-react";
import { useState, useTransition } from "react";
import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { SOFTWARE_DOWNLOAD, TRANSFERS } from "@/components/navigation/pages";
import { LabFaultsNote } from "@/components/server-state/lab-faults-note";
import { addressText, ServerState } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { FaultNote } from "@/components/ui/fault-note";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { serverNames, serverTitles } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";
import { ConnectionList } from "./connection-list";
import { HostKeys } from "./host-keys";
import type { SettingsDraft } from "./settings-draft";
import { SettingsForm } from "./settings-form";

type Tab = "settings" | "connections" | "keys" | "log";

const words = {
  tftp: {
    description: "Serves images to access points and controllers in TFTP mode.",
    /** The usual names of these logs, which log tools expect. */
    logFile: "tftpd.log",
  },
  sftp: {
    description: "Serves images to controllers in SFTP mode, and to SFTP users.",
    logFile: "auth.log",
  },
  catalog: {
    description: "Offers the image sets as releases over HTTPS, as the vendor's download service does.",
    logFile: "access.log",
  },
} as const;

export function ServerPanel({ server, disabled }: { server: ServerRow; disabled: boolean }) {
  const run = useCommand();
  const [tab, setTab] = useState<Tab>("settings");
  // Kept here, so that switching tabs does not lose what the user typed.
  const kept = useState<Partial<SettingsDraft>>({});
  const name = serverNames[server.id];
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
      <SettingsForm server={server} kept={kept} disabled={disabled} />
    </div>
  );
  return (
    <Panel
      flush
      title={serverTitles[server.id]}
      description={words[server.id].description}
      actions={
        <>
          <ServerState state={server.state} />
          <span className="inline-flex min-w-0 items-center">
            <span className="code break-all text-ink-2">{addressText(server)}</span>
            <CopyButton text={addressText(server)} label={`Copy the address of the ${name}`} />
          </span>
          <StartStop server={server} name={name} disabled={disabled} />
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
                  content: <ConnectionList server={server} disabled={disabled} />,
                },
                {
                  value: "keys",
                  label: "Host keys",
                  content: (
                    <div className="p-4">
                      <HostKeys server={server} disabled={disabled} />
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
      {blocked.length > 0 && <Badge tone="warn">{grouped(blocked.length)} blocked</Badge>}
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
            : server.id === "catalog"
              ? "It stays stopped, also after a restart, until you start it."
              : "It was stopped by an operator and stays stopped after a restart."}
        </Banner>
      )}
      {server.state === "listening" && (
        <p className="num text-ink-2">
          {server.activeTransfers === 0 ? (
            "No transfers running."
          ) : (
            <>
              {counted(server.activeTransfers, "transfer")} running,{" "}
              {formatRate(server.throughput.at(-1) ?? 0)}.
            </>
          )}{" "}
          <Link href={TRANSFERS} className="text-accent-text underline underline-offset-2">
            Transfers
          </Link>
        </p>
      )}
      {server.id === "catalog" && (
        <p className="text-ink-2">
          Releases, accounts, and the authority are on{" "}
          <Link href={SOFTWARE_DOWNLOAD} className="text-accent-text underline underline-offset-2">
            Software download
          </Link>
          .
        </p>
      )}
      {server.id === "tftp" && server.engine && (
        <p className="text-[0.8125rem] text-ink-3">
          {server.engine.kind === "system-calls"
            ? "Packets are sent by direct system calls."
            : `Packets are sent by Node's dgram module. ${server.engine.reason ?? ""}.`}
        </p>
      )}
      {server.id === "sftp" && server.settings.legacyClients && (
        <Banner tone="warn" title="Legacy clients are allowed">
          The server accepts SHA-1 and CBC algorithms, which are insecure. Turn this off when no older device
          needs it.
        </Banner>
      )}
    </>
  );
}

function StartStop({ server, name, disabled }: { server: ServerRow; name: string; disabled: boolean }) {
  const run = useCommand();
  const [busy, startTransition] = useTransition();
  const [asking, setAsking] = useState(false);
  const connected = server.id === "sftp" ? server.connections.length : 0;
  const inUse = server.activeTransfers > 0 || connected > 0;
  const stop = () => run("servers.stop", { server: server.id });
  const stopNow = () =>
    startTransition(async () => {
      const answer = await stop();
      if (!answer.ok) notify(`The ${name} was not stopped`, { tone: "fail", body: answer.fault.message });
    });
  const start = () =>
    startTransition(async () => {
      const answer = await run("servers.start", { server: server.id });
      if (!answer.ok) notify(`The ${name} did not start`, { tone: "fail", body: answer.fault.message });
    });
  const running = server.state === "listening" || server.state === "starting";
  return (
    <>
      {!running && (
        <Button
          changes
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
          changes
          size="sm"
          busy={busy && running}
          disabled={disabled || busy}
          icon={<CircleStop aria-hidden />}
          aria-label={`Stop the ${name}`}
          onClick={() => (inUse ? setAsking(true) : stopNow())}
        >
          Stop
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Stop the ${name}`}
        confirmLabel="Stop the server"
        danger
        onConfirm={stop}
      >
        <p>
          {server.activeTransfers > 0 && `${counted(server.activeTransfers, "running transfer")} will fail. `}
          {connected > 0 && `${counted(connected, "client")} will be disconnected. `}
          The server stays stopped until you start it here.
        </p>
      </ConfirmDialog>
    </>
  );
}
