/** User name and password of modes that log in. */
"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { KnownPassword, ModeFieldsProps } from "./mode-form";

export function LoginFields({ draft, disabled, knownPassword, onChange, errorsOf }: ModeFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 sm:gap-3 xl:grid-cols-1 2xl:grid-cols-2">
      <Field label="User Name" errors={errorsOf("userName")}>
        {(control) => (
          <Input
            {...control}
            code
            name="userName"
            maxLength={64}
            value={draft.userName}
            disabled={disabled}
            onChange={(event) => onChange({ userName: event.target.value })}
          />
        )}
      </Field>
      <Field label="Password" errors={errorsOf("password")} hint={passwordHint(knownPassword)}>
        {(control) => (
          <Input
            {...control}
            type="password"
            name="password"
            autoComplete="new-password"
            placeholder={knownPassword === null ? undefined : "stored"}
            value={draft.password}
            disabled={disabled}
            onChange={(event) => onChange({ password: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function passwordHint(known: KnownPassword): string {
  if (known === "stored") return "Stored encrypted and never shown. Leave blank to keep it.";
  if (known === "made") return "This console generated this user's password. Leave blank to use it.";
  return "Stored encrypted and never shown.";
}
