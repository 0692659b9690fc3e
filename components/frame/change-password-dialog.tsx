/** Changes the own password. All other sessions of the user end. */
"use client";

import { checkWith } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { commands } from "@/lib/contracts/commands";
import { LEAST_PASSWORD_CHARACTERS } from "@/lib/contracts/identity";

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const run = useCommand();
  const form = useForm({
    base: { current: "", password: "" },
    check: (draft: { current: string; password: string }) =>
      checkWith(commands["account.change-password"].input, draft),
    save: (input) => run("account.change-password", input),
    onSaved: () => {
      notify("Password changed", { body: "Your other sessions have ended." });
      onClose();
    },
  });
  return (
    <FormDialog
      title="Change password"
      description="Your other sessions, here and on the command line, end."
      submitLabel="Change password"
      width="sm"
      form={form}
      onClose={onClose}
    >
      <TextField
        form={form}
        name="current"
        label="Current password"
        type="password"
        autoComplete="current-password"
      />
      <TextField
        form={form}
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${LEAST_PASSWORD_CHARACTERS} characters.`}
      />
    </FormDialog>
  );
}
