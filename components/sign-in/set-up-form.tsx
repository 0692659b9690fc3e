/** Creates the first administrator, with a typed or a generated password, and signs in. */
"use client";

import { Dices, UserPlus } from "lucide-react";
import { useState } from "react";
import { checkWith } from "@/components/forms/draft";
import { SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { generatePassword, sendJson } from "@/lib/client/sign-in";
import { LEAST_PASSWORD_CHARACTERS, PROPOSED_ADMIN, setUpSchema } from "@/lib/contracts/identity";

type SetUpDraft = { name: string; password: string };

/** @param token the one-time token of the link */
export function SetUpForm({ token }: { token: string }) {
  const [generated, setGenerated] = useState<string>();
  const form = useForm({
    base: { name: PROPOSED_ADMIN, password: "" },
    check: (draft: SetUpDraft) => checkWith(setUpSchema, { ...draft, token }),
    save: (input) => sendJson<{ name: string }>("/api/set-up", "POST", input),
    // Replaced, so that the link with the token is not in the history.
    onSaved: () => window.location.replace("/"),
  });
  const generate = () => {
    const password = generatePassword();
    setGenerated(password);
    form.change({ password });
  };
  const isShown = generated !== undefined && form.values.password === generated;
  return (
    <form
      method="post"
      noValidate
      aria-label="Set up the console"
      onSubmit={form.submit}
      className="flex flex-col gap-5"
    >
      <TextField form={form} name="name" label="User name" autoComplete="username" />
      <TextField
        form={form}
        name="password"
        label="Password"
        autoComplete="new-password"
        {...(!isShown && { type: "password" as const })}
        note={
          <Button size="sm" variant="ghost" icon={<Dices aria-hidden />} onClick={generate}>
            Generate
          </Button>
        }
        hint={
          isShown ? (
            <span className="flex items-center justify-between gap-2">
              Keep this password. It is not shown again.
              <CopyButton text={generated} label="Copy password" />
            </span>
          ) : (
            `At least ${LEAST_PASSWORD_CHARACTERS} characters. The same login works on the command line.`
          )
        }
      />
      <SubmitRow form={form} label="Create administrator" icon={<UserPlus aria-hidden />} reachable />
    </form>
  );
}
