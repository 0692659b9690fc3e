/** The dialog that adds a user, with a typed or a generated password. */
"use client";

import { checkWith } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import type { OneTimePassword } from "@/components/ui/password-dialog";
import { Select } from "@/components/ui/select";
import { useCommand } from "@/lib/client/commands";
import type { Role } from "@/lib/contracts/actor";
import { LEAST_PASSWORD_CHARACTERS, userOrderSchema } from "@/lib/contracts/identity";
import { roleOptions } from "./role-options";
import type { OverviewState } from "./use-overview";

type UserDraft = { name: string; role: string; password: string };

export function AddUserDialog({
  after,
  onClose,
}: {
  after: OverviewState["after"];
  /** Called with the generated password, if there is one. */
  onClose: (password: OneTimePassword | null) => void;
}) {
  const run = useCommand();
  const form = useForm({
    base: { name: "", role: "monitor", password: "" },
    check: (draft: UserDraft) => checkWith(userOrderSchema, draft),
    save: (input) => after(run("users.add", input)),
    onSaved: ({ name, password }) => onClose(password === null ? null : { name, password }),
  });
  return (
    <FormDialog title="Add user" submitLabel="Add user" width="sm" form={form} onClose={() => onClose(null)}>
      <TextField form={form} name="name" label="User name" />
      <Field
        label="Role"
        hint={
          form.values.role === "admin"
            ? "Can change everything, users included."
            : "Can read everything and change nothing."
        }
      >
        {(control) => (
          <Select
            {...control}
            value={form.values.role as Role}
            onValueChange={(role) => form.change({ role })}
            options={roleOptions}
          />
        )}
      </Field>
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${LEAST_PASSWORD_CHARACTERS} characters. Leave blank to generate one, which is shown once.`}
      />
    </FormDialog>
  );
}
