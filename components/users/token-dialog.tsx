/** The dialog that creates an API token. */
"use client";

import { checkWith, numberOrNaN } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useCommand } from "@/lib/client/commands";
import type { Role } from "@/lib/contracts/actor";
import { tokenOrderSchema } from "@/lib/contracts/identity";
import { roleOptions } from "./role-options";
import type { OverviewState } from "./use-overview";

type TokenDraft = { name: string; role: string; days: string };

export function TokenDialog({
  after,
  onClose,
}: {
  after: OverviewState["after"];
  /** Called with the token, to be shown once. */
  onClose: (token: { name: string; token: string } | null) => void;
}) {
  const run = useCommand();
  const form = useForm({
    base: { name: "", role: "monitor", days: "90" },
    check: (draft: TokenDraft) => checkWith(tokenOrderSchema, { ...draft, days: numberOrNaN(draft.days) }),
    save: (input) => after(run("tokens.create", input)),
    onSaved: (token) => onClose(token),
  });
  return (
    <FormDialog
      title="Create API token"
      submitLabel="Create token"
      width="sm"
      form={form}
      onClose={() => onClose(null)}
    >
      <TextField form={form} name="name" label="Name" hint="What the token is for." />
      <Field label="Role">
        {(control) => (
          <Select
            {...control}
            value={form.values.role as Role}
            onValueChange={(role) => form.change({ role })}
            options={roleOptions}
          />
        )}
      </Field>
      <TextField form={form} name="days" label="Expires after (days)" numeric />
    </FormDialog>
  );
}
