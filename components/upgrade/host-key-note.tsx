/** The SFTP server's identity beside the profile: pinned on first use; changed, it is refused until somebody accepts it. */
"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { dayAndTime } from "@/components/ui/time";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { KnownHost } from "@/lib/contracts/known-hosts";
import { effectivePort, type ProfileOrder } from "@/lib/contracts/profile";
import type { SftpServerRow } from "@/lib/contracts/servers";
import { ownPort } from "./own-port";

type Server = Pick<SftpServerRow, "state" | "address" | "port" | "hostKeys">;

export function HostKeyNote({
  profile,
  knownHosts,
  server,
  reachable,
}: {
  profile: Pick<ProfileOrder, "mode" | "imageServer" | "servicePort">;
  knownHosts: readonly KnownHost[];
  /** Our own SFTP server, which may be the one. */
  server: Server | undefined;
  reachable: boolean;
}) {
  const own = ownPort(profile.imageServer, server);
  const port = effectivePort(profile, own);
  const known = knownHosts.find((host) => host.address === profile.imageServer && host.port === port);
  const ownKeys = port === own ? (server?.hostKeys ?? []).map((key) => key.sha256) : [];
  if (known?.refused) return <ChangedKey known={known} ownKeys={ownKeys} reachable={reachable} />;
  return (
    <section
      aria-label="Host key of the server"
      className="flex items-start gap-2 text-[0.8125rem] text-ink-3"
    >
      <KeyRound className="mt-0.5 size-4 shrink-0" aria-hidden />
      {known ? (
        <>
          <p className="min-w-0 grow">
            Host key <span className="code break-all text-ink-2">{known.fingerprint}</span>, pinned{" "}
            <span className="num">{dayAndTime(known.pinnedAt, Date.now())}</span>. Another one is refused.
          </p>
          <span className="-my-1.5">
            <CopyButton text={known.fingerprint} label="Copy the host key's fingerprint" />
          </span>
        </>
      ) : (
        <p>No host key of this server is known yet. The one that it shows first is pinned.</p>
      )}
    </section>
  );
}

function ChangedKey(props: { known: KnownHost; ownKeys: readonly string[]; reachable: boolean }) {
  const { known, ownKeys, reachable } = props;
  const run = useCommand();
  const [asking, setAsking] = useState(false);
  const shown = known.refused?.fingerprint ?? "";
  const agree = async () => {
    const { address, port } = known;
    const answer = await run("profile.accept-host-key", { server: address, port, fingerprint: shown });
    if (answer.ok)
      notify("The new host key is pinned", { tone: "ok", body: "Choose Save & Download to go on." });
    return answer;
  };
  return (
    <>
      <Banner
        tone="fail"
        live="status"
        title="The server shows another host key than the pinned one"
        actions={
          <Button size="sm" disabled={!reachable} onClick={() => setAsking(true)}>
            Compare and accept
          </Button>
        }
      >
        Host key verification failed, so the controller does not log in. The server may have new keys, or
        somebody else may answer in its place.
      </Banner>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Accept the new host key?"
        confirmLabel="Accept the new key"
        cancelLabel="Keep the pinned one"
        danger
        onConfirm={agree}
      >
        <p>
          The controller gives user name and password to whoever shows this key. Compare it with what the
          server itself says (<span className="code">ssh-keygen -lf</span> on its public host key).
        </p>
        <dl className="flex flex-col gap-3">
          <Fingerprint name="Pinned" text={known.fingerprint} />
          <Fingerprint name="Shown now" text={shown} />
        </dl>
        {ownKeys.length > 0 && (
          <p className={ownKeys.includes(shown) ? "text-ok-text" : "text-fail-text"}>
            {ownKeys.includes(shown)
              ? "It is a key of this console's own SFTP server."
              : "It is not a key of this console's own SFTP server, though that should answer here."}
          </p>
        )}
      </ConfirmDialog>
    </>
  );
}

const Fingerprint = ({ name, text }: { name: string; text: string }) => (
  <div>
    <dt className="text-[0.8125rem] text-ink-3">{name}</dt>
    <dd className="code break-all text-ink">{text}</dd>
  </div>
);
