/** The SFTP server's identity: what a client shows at its first connection, to be compared; and making a new one. */
"use client";

import { clsx } from "clsx";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { reachableAddress } from "@/components/server-state/server-state";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import type { SftpServerRow } from "@/lib/contracts/servers";
import type { HostKeyRow } from "@/lib/contracts/sftp";
import type { ServerActions } from "./server-actions";

const names: Record<HostKeyRow["type"], string> = { ed25519: "ED25519", rsa: "RSA" };
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric" });

export function HostKeys({
  server,
  disabled,
  recreate,
}: {
  server: SftpServerRow;
  disabled: boolean;
  recreate: ServerActions["recreateHostKeys"];
}) {
  const [asking, setAsking] = useState(false);
  const host = knownHost(reachableAddress(server.address), server.port);
  const make = async () => {
    const answer = await call(() => recreate({}));
    if (answer.ok) notify("The SFTP server has new host keys", { tone: "ok" });
    return answer;
  };
  if (server.hostKeys.length === 0)
    return (
      <EmptyState icon={<KeyRound aria-hidden />} title="No host keys yet">
        They are made when the server starts for the first time.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-ink-3">
        A client shows one of these fingerprints at its first connection. Compare them before you accept.
      </p>
      <ul className="flex flex-col gap-3">
        {server.hostKeys.map((key) => (
          <li key={key.type} className="rounded-md border border-line px-3 py-2">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium">{names[key.type]}</span>
              <span className="num text-[0.8125rem] text-ink-3">made {day.format(key.createdAt)}</span>
            </p>
            <dl>
              <Fingerprint name="SHA256" of={names[key.type]} text={key.sha256} />
              <Fingerprint name="MD5" of={names[key.type]} text={key.md5} />
              <Fingerprint
                name="known_hosts line"
                of={names[key.type]}
                text={`${host} ${key.publicKey}`}
                long
              />
            </dl>
          </li>
        ))}
      </ul>
      <div>
        <Button variant="danger" disabled={disabled} onClick={() => setAsking(true)}>
          Make new host keys
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Make new host keys"
        confirmLabel="Make new host keys"
        danger
        onConfirm={make}
      >
        <p>
          Every client that knows the present keys will refuse to connect, with{" "}
          <span className="code text-ink">Host key verification failed</span>, until it is told to accept the
          new ones. The present keys cannot be brought back.
        </p>
        <p>Clients that are connected now stay connected.</p>
      </ConfirmDialog>
    </div>
  );
}

/** As OpenSSH writes a host with a port into `known_hosts`. */
const knownHost = (address: string, port: number): string => (port === 22 ? address : `[${address}]:${port}`);

/** One is to be read and compared, so it is shown whole; a `long` line is only to be copied. */
function Fingerprint(props: { name: string; of: string; text: string; long?: boolean }) {
  const { name, of, text, long } = props;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 sm:grid-cols-[8.5rem_minmax(0,1fr)_auto]">
      <dt className="order-1 col-span-2 text-[0.8125rem] text-ink-3 sm:order-none sm:col-span-1">{name}</dt>
      <dd
        className={clsx(
          "code order-2 min-w-0 text-[0.8125rem] sm:order-none",
          long ? "truncate" : "break-all",
        )}
        title={long ? text : undefined}
      >
        {text}
      </dd>
      <span className="order-3 sm:order-none">
        <CopyButton text={text} label={`Copy the ${name} of the ${of} key`} />
      </span>
    </div>
  );
}
