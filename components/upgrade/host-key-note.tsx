/** The host key of the SFTP server, pinned on first use. A changed key is refused until the operator accepts it. */
"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { KnownHost } from "@/lib/contracts/known-hosts";
import { ownPortAt, placeOf } from "@/lib/contracts/own-servers";
import { effectivePort, type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";
import type { SftpServerRow } from "@/lib/contracts/servers";
import { localDayAndClock } from "@/lib/kit/time-text";

export function HostKeyNote({
  profile,
  knownHosts,
  server,
  reachable,
}: {
  profile: ProfileOrder;
  knownHosts: readonly KnownHost[];
  /** Our own SFTP server, which may be the one that the profile names. */
  server: SftpServerRow | undefined;
  reachable: boolean;
}) {
  const place = placeOfProfile(profile);
  const own = ownPortAt(placeOf(server), place.imageServer);
  const port = effectivePort(place, own);
  const known = knownHosts.find((host) => host.address === place.imageServer && host.port === port);
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
            <span className="num">{localDayAndClock(known.pinnedAt, Date.now())}</span>. Other keys are
            refused.
          </p>
          <span className="-my-1.5">
            <CopyButton text={known.fingerprint} label="Copy fingerprint" />
          </span>
        </>
      ) : (
        <p>No host key of this server is known yet. The first one is pinned.</p>
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
      notify("New host key accepted", { tone: "ok", body: "Choose Save & Download to continue." });
    return answer;
  };
  return (
    <>
      <Banner
        tone="fail"
        live="status"
        title="The host key of the server has changed"
        actions={
          <Button changes size="sm" disabled={!reachable} onClick={() => setAsking(true)}>
            Compare and accept
          </Button>
        }
      >
        Host key verification failed, so the controller does not log in. Either the server has new keys, or
        another server is answering at its address.
      </Banner>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Accept the new host key?"
        confirmLabel="Accept new key"
        danger
        onConfirm={agree}
      >
        <p>
          The controller sends the user name and the password to the server with this key. Compare the key
          with the output of <span className="code">ssh-keygen -lf</span> for the public host key on the
          server.
        </p>
        <dl className="flex flex-col gap-3">
          <Fingerprint name="Pinned" text={known.fingerprint} />
          <Fingerprint name="Current" text={shown} />
        </dl>
        {ownKeys.length > 0 && (
          <p className={ownKeys.includes(shown) ? "text-ok-text" : "text-fail-text"}>
            {ownKeys.includes(shown)
              ? "This is a key of this console's own SFTP server."
              : "This is not a key of this console's own SFTP server, which should be listening at this address."}
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
