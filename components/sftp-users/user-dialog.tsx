/** The dialog that adds or changes an SFTP user. */
"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextAreaField, TextField } from "@/components/forms/form-fields";
import type { Draft } from "@/components/forms/use-draft";
import { useForm } from "@/components/forms/use-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import type { OneTimePassword } from "@/components/ui/password-dialog";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { useCommand } from "@/lib/client/commands";
import type { Access, SftpUserRow } from "@/lib/contracts/sftp-users";
import { checkUser, draftOf, newUser, type UserDraft } from "./user-draft";

const accesses: { value: Access; label: string }[] = [
  { value: "read-only", label: "Read only" },
  { value: "read-write", label: "Read and write" },
];

export function UserDialog({
  row,
  folders,
  onClose,
}: {
  /** null adds a user. */
  row: SftpUserRow | null;
  /** The names of the image sets, suggested as home folders. */
  folders: readonly string[];
  /** Called with the generated password, if there is one. */
  onClose: (password: OneTimePassword | null) => void;
}) {
  const run = useCommand();
  const existing = row !== null;
  const hasPassword = row?.hasPassword ?? false;
  // Taken once, so that a change made elsewhere does not change fields while the user edits them.
  const [base] = useState<UserDraft>(() => (row ? draftOf(row) : newUser));
  const form = useForm({
    base,
    check: (draft: UserDraft) => checkUser(draft, { existing, hasPassword }),
    save: (user) => run("sftp-users.save", { user }),
    onSaved: ({ name, password }) => onClose(password === null ? null : { name, password }),
  });
  const { access, enabled } = form.values;
  return (
    <FormDialog
      title={row ? `Change ${row.name}` : "Add SFTP user"}
      submitLabel={row ? "Change user" : "Add user"}
      width="md"
      form={form}
      onClose={() => onClose(null)}
    >
      {row === null && <TextField form={form} name="name" label="Name" />}
      <PasswordFields form={form} hasPassword={hasPassword} />
      <TextAreaField
        form={form}
        name="publicKeys"
        label="Public keys"
        hint="One per line, as in a .pub file or authorized_keys. With a key, the password is optional."
        placeholder="ssh-ed25519 AAAA... name"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          form={form}
          name="home"
          label="Home folder"
          hint="The user sees only this folder. / is the folder of all image sets."
          suggestions={["/", ...folders]}
        />
        <Field
          label="Access"
          hint={
            access === "read-write"
              ? "Can add, replace, and delete files in the home folder, including images."
              : "Can list and download files."
          }
        >
          {(control) => (
            <Select
              {...control}
              value={access}
              onValueChange={(next) => form.change({ access: next })}
              options={accesses}
            />
          )}
        </Field>
        <TextField
          form={form}
          name="lastDay"
          type="date"
          label="Last day"
          hint="The user can't sign in after this day. Leave blank for no end."
        />
        <SwitchField
          label="Enabled"
          hint={enabled ? "Can sign in." : "Can't sign in. The user is kept."}
          checked={enabled}
          onChange={(next) => form.change({ enabled: next })}
        />
      </div>
      {row && (
        <p className="text-[0.8125rem] text-ink-3">
          Changing the user closes its connections. New connections use the new settings.
        </p>
      )}
    </FormDialog>
  );
}

function PasswordFields({
  form,
  hasPassword,
}: {
  form: Pick<Draft<UserDraft>, "values" | "errorsOf" | "change">;
  hasPassword: boolean;
}) {
  const { generatePassword } = form.values;
  return (
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
            : hasPassword
              ? "Leave blank to keep the current password."
              : "At least 8 characters. Leave blank to allow only public keys."
        }
      />
      <Checkbox
        checked={generatePassword}
        // Only a typed password makes the field touched: an empty one shows no error yet.
        onCheckedChange={(next) =>
          form.change({ generatePassword: next, ...(form.values.password !== "" && { password: "" }) })
        }
      >
        Generate a {hasPassword && "new "}password
      </Checkbox>
    </div>
  );
}
