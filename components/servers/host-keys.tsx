/** The SFTP server's host keys: the fingerprints to compare at a first connection, and their replacement. */
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
import { useCommand } from "@/lib/client/commands";
import type { SftpServerRow } from "@/lib/contracts/servers";
import type { HostKeyRow } from "@/lib/contracts/sftp";
import { localDay } from "@/lib/kit/time-text";

const names: Record<HostKeyRow["type"], string> = { ed25519: "ED25519", rsa: "RSA" };

export function HostKeys({ server, disabled }: { server: SftpServerRow; disabled: boolean }) {
  const run = useCommand();
  const [asking, setAsking] = useState(false);
  const host = knownHost(reachableAddress(server.address), server.port);
  const replace = async () => {
    const answer = await run("servers.recreate-host-key", {});
    if (answer.ok) notify("Host keys replaced", { tone: "ok" });
    return answer;
  };
  if (server.hostKeys.length === 0)
    return (
      <EmptyState icon={<KeyRound aria-hidden />} title="No host keys yet">
        The server generates them when it starts for the first time.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-ink-3">
        Clients show one of these fingerprints on first connection. Compare it before you accept.
      </p>
      <ul className="flex flex-col gap-3">
        {server.hostKeys.map((key) => (
          <li key={key.type} className="rounded-md border border-line px-3 py-2">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium">{names[key.type]}</span>
              <span className="num text-[0.8125rem] text-ink-3">created {localDay(key.createdAt)}</span>
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
        <Button changes variant="danger" disabled={disabled} onClick={() => setAsking(true)}>
          Replace host keys
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Replace host keys"
        confirmLabel="Replace host keys"
        danger
        onConfirm={replace}
      >
        <p>
          Clients that know the current keys will refuse to connect with{" "}
          <span className="code text-ink">Host key verification failed</span> until they accept the new keys.
          You can't undo this.
        </p>
        <p>Connected clients stay connected.</p>
      </ConfirmDialog>
    </div>
  );
}

/** The host as OpenSSH writes it to `known_hosts`. */
const knownHost = (address: string, port: number): string => (port === 22 ? address : `[${address}]:${port}`);

/** A fingerprint is shown in full, for comparison; a `long` text is only for copying. */
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
      <dd className="order-3 sm:order-none">
        <CopyButton text={text} label={`Copy the ${name} of the ${of} key`} />
      </dd>
    </div>
  );
}
