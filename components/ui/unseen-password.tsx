/** Offers a generated password that can be revealed once. */
"use client";

import { KeyRound } from "lucide-react";
import { useTransition } from "react";
import type { Answer } from "@/lib/contracts/fault";
import { Banner } from "./banner";
import { Button } from "./button";
import { FileName } from "./file-name";
import type { OneTimePassword } from "./password-dialog";
import { notify } from "./toast-store";

export function UnseenPassword({
  name,
  disabled,
  reveal,
  onReveal,
}: {
  /** Of the user or account. */
  name: string;
  disabled: boolean;
  /** Asks for the password, which is not given a second time. */
  reveal: (name: string) => Promise<Answer<{ password: string }>>;
  onReveal: (password: OneTimePassword) => void;
}) {
  const [busy, start] = useTransition();
  const show = () =>
    start(async () => {
      const answer = await reveal(name);
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
        <Button
          changes
          size="sm"
          busy={busy}
          disabled={disabled}
          icon={<KeyRound aria-hidden />}
          onClick={show}
        >
          Reveal
        </Button>
      }
    >
      It was generated with the demo lab. You can reveal it once.
    </Banner>
  );
}
