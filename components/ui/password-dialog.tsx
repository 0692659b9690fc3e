/** Shows a generated password or token once, to copy. */
"use client";

import { Banner } from "./banner";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Dialog } from "./dialog";

/** A generated password and its user. */
export type OneTimePassword = { name: string; password: string };

const words = {
  password: {
    title: (name: string) => `One-time password for ${name}`,
    label: "Password",
    lost: "If you lose it, reset it.",
  },
  "API token": {
    title: (name: string) => `API token ${name}`,
    label: "Token",
    lost: "If you lose it, create another one.",
  },
  "webhook secret": {
    title: (name: string) => `Secret of ${name}`,
    label: "Secret",
    lost: "If you lose it, change the secret.",
  },
};

export function PasswordDialog({
  shown,
  secret = "password",
  command,
  onClose,
}: {
  shown: OneTimePassword;
  /** What the secret is called. */
  secret?: keyof typeof words;
  /** A command that signs in as this user, and what it is; null while the server is not listening. */
  command: { label: string; text: string } | null;
  onClose: () => void;
}) {
  const { title, label, lost } = words[secret];
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={title(shown.name)}
      width="sm"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Banner tone="warn" title={`Copy the ${secret} now`}>
          It can&apos;t be shown again. {lost}
        </Banner>
        <Copyable label={label} text={shown.password} />
        {command && <Copyable label={command.label} text={command.text} />}
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
