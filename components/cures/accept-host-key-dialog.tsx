/** Asks before another host key of an SFTP server is trusted, with both fingerprints. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { Cure } from "@/lib/contracts/cure";

export function AcceptHostKeyDialog({
  cure,
  open,
  onOpenChange,
  onAccepted,
}: {
  cure: Extract<Cure, { kind: "accept-host-key" }>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAccepted: (() => void) | undefined;
}) {
  const run = useCommand();
  const accept = async () => {
    const { server, port, presented } = cure;
    const answer = await run("profile.accept-host-key", { server, port, fingerprint: presented });
    if (answer.ok) {
      notify("New host key accepted", { tone: "ok" });
      onAccepted?.();
    }
    return answer;
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Accept the new host key?"
      confirmLabel="Accept new key"
      danger
      onConfirm={accept}
    >
      <p>
        The controller sends the user name and the password to the server with this key. Compare the key with
        the output of <span className="code">ssh-keygen -lf</span> for the public host key on {cure.server}.
      </p>
      <dl className="flex flex-col gap-3">
        <Fingerprint name="Pinned" text={cure.pinned} />
        <Fingerprint name="Current" text={cure.presented} />
      </dl>
    </ConfirmDialog>
  );
}

const Fingerprint = ({ name, text }: { name: string; text: string }) => (
  <div>
    <dt className="text-[0.8125rem] text-ink-3">{name}</dt>
    <dd className="code break-all text-ink">{text}</dd>
  </div>
);
