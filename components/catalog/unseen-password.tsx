/** Offers the generated password of an account, which can be revealed once. */
"use client";

import { KeyRound } from "lucide-react";
import { useTransition } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import type { OneTimePassword } from "@/components/ui/password-dialog";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";

export function UnseenPassword({
  name,
  disabled,
  onReveal,
}: {
  name: string;
  disabled: boolean;
  onReveal: (password: OneTimePassword) => void;
}) {
  const run = useCommand();
  const [busy, start] = useTransition();
  const show = () =>
    start(async () => {
      const answer = await run("catalog.reveal-password", { name });
      if (answer.ok) onReveal({ name, password: answer.value.password });
      else notify("The password was not revealed", { tone: "fail", body: answer.fault.message });
    });
  return (
    <Banner
      title={
        <>
          One-time password for <FileName name={name} />
        </>
      }
      actions={
        <Button size="sm" busy={busy} disabled={disabled} icon={<KeyRound aria-hidden />} onClick={show}>
          Reveal
        </Button>
      }
    >
      It was generated with the demo lab. You can reveal it once.
    </Banner>
  );
}
