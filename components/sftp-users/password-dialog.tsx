/** A password that is told once: to be copied now. */
"use client";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";

export type Told = { name: string; password: string };

export function PasswordDialog({
  told,
  command,
  onClose,
}: {
  told: Told;
  /** How this user signs in with OpenSSH; null while the server does not listen. */
  command: string | null;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Password of ${told.name}`}
      width="sm"
      footer={
        <Button variant="primary" onClick={onClose}>
          I have it
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Banner tone="warn" title="It is shown only now">
          It cannot be shown again. Who loses it gets a new one.
        </Banner>
        <Copyable label="Password" text={told.password} />
        {command && <Copyable label="Sign in with OpenSSH" text={command} />}
      </div>
    </Dialog>
  );
}

function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="text-[0.8125rem] text-ink-3">{label}</p>
      <p className="flex items-center justify-between gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
        <span className="code select-all break-all">{text}</span>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </p>
    </div>
  );
}
