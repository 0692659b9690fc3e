/** Asks for the own password again, before a command that reveals a secret or changes who may sign in. */
"use client";

import { checkWith } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import type { ConfirmationProps } from "@/lib/client/commands";
import { useVisitor } from "@/lib/client/visitor";
import { commands } from "@/lib/contracts/commands";

export function ConfirmPasswordDialog({ confirm, onClose }: ConfirmationProps) {
  const { name } = useVisitor();
  const form = useForm({
    base: { password: "" },
    check: (draft: { password: string }) => checkWith(commands["account.confirm"].input, draft),
    save: ({ password }) => confirm(password),
    onSaved: () => onClose(true),
  });
  return (
    <FormDialog
      title="Enter your password again"
      description={`This needs the password of ${name}. You are asked at most every ten minutes.`}
      submitLabel="Continue"
      width="sm"
      form={form}
      onClose={() => onClose(false)}
    >
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
      />
    </FormDialog>
  );
}
