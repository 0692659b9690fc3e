/** The dialog that adds or changes an account of the software download service. */
"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Checkbox } from "@/components/ui/checkbox";
import type { OneTimePassword } from "@/components/ui/password-dialog";
import { SwitchField } from "@/components/ui/switch-field";
import { useCommand } from "@/lib/client/commands";
import type { CatalogAccountRow } from "@/lib/contracts/catalog";
import { type AccountDraft, checkAccount, draftOf, newAccount } from "./account-draft";

export function AccountDialog({
  row,
  onClose,
}: {
  /** null adds an account. */
  row: CatalogAccountRow | null;
  /** Called with the generated password, if there is one. */
  onClose: (password: OneTimePassword | null) => void;
}) {
  const run = useCommand();
  const existing = row !== null;
  // Taken once, so that a change made elsewhere does not change fields while the user edits them.
  const [base] = useState<AccountDraft>(() => (row ? draftOf(row) : newAccount));
  const form = useForm({
    base,
    check: (draft: AccountDraft) => checkAccount(draft, existing),
    save: (account) => run("catalog.save-account", { account }),
    onSaved: ({ name, password }) => onClose(password === null ? null : { name, password }),
  });
  const { generatePassword, hasContract, hasAccepted, enabled, password } = form.values;
  return (
    <FormDialog
      title={row ? `Change ${row.name}` : "Add account"}
      submitLabel={row ? "Change account" : "Add account"}
      width="md"
      form={form}
      onClose={() => onClose(null)}
    >
      {row === null && <TextField form={form} name="name" label="User name" />}
      <div className="flex flex-col gap-2">
        <TextField
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          disabled={generatePassword}
          hint={
            generatePassword
              ? "Generated when you save, and shown once."
              : existing
                ? "Leave blank to keep the current password."
                : "At least 8 characters."
          }
        />
        <Checkbox
          checked={generatePassword}
          onCheckedChange={(next) =>
            form.change({ generatePassword: next, ...(password !== "" && { password: "" }) })
          }
        >
          Generate a {existing && "new "}password
        </Checkbox>
      </div>
      <SwitchField
        label="Service contract"
        hint={hasContract ? "Can download images." : "Can list releases, but cannot download images."}
        checked={hasContract}
        onChange={(next) => form.change({ hasContract: next })}
      />
      <SwitchField
        label="License agreement accepted"
        hint={
          hasAccepted
            ? "Accepted for this account."
            : "Downloads are refused until you accept here, or the client accepts."
        }
        checked={hasAccepted}
        onChange={(next) => form.change({ hasAccepted: next })}
      />
      <SwitchField
        label="Enabled"
        hint={enabled ? "Can sign in." : "Cannot sign in."}
        checked={enabled}
        onChange={(next) => form.change({ enabled: next })}
      />
      {row && (
        <p className="text-[0.8125rem] text-ink-3">
          Changing the account revokes its tokens and ends its downloads.
        </p>
      )}
    </FormDialog>
  );
}
