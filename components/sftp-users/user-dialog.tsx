/** Adds an SFTP user or changes one. */
"use client";

import { type SubmitEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { TextArea } from "@/components/ui/text-area";
import { call } from "@/lib/client/call";
import type { Fault } from "@/lib/contracts/fault";
import type { Access, SftpUserRow } from "@/lib/contracts/sftp-users";
import type { Told } from "./password-dialog";
import type { UserActions } from "./user-actions";
import { checkUser, draftOf, newUser, type UserDraft, type UserField } from "./user-draft";

const accesses: { value: Access; label: string }[] = [
  { value: "read-only", label: "Read only" },
  { value: "read-write", label: "Read and write" },
];

export function UserDialog({
  row,
  folders,
  save,
  onClose,
}: {
  /** Null adds a user. */
  row: SftpUserRow | null;
  /** Names of the image sets: homes to choose from. */
  folders: readonly string[];
  save: UserActions["save"];
  onClose: (told: Told | null) => void;
}) {
  const form = useId();
  const [draft, setDraft] = useState<UserDraft>(row ? draftOf(row) : newUser);
  const [touched, setTouched] = useState<Partial<Record<UserField, true>>>({});
  const [insist, setInsist] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const { user, errors } = checkUser(draft, row !== null, row?.hasPassword ?? false);
  const change = (part: Partial<UserDraft>) => {
    setFault(undefined);
    setDraft({ ...draft, ...part });
  };
  const leave = (field: UserField) => () => setTouched((before) => ({ ...before, [field]: true }));
  const told = (field: UserField) =>
    fault?.fields?.[field] ?? (insist || touched[field] ? errors[field] : undefined);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setInsist(true);
    if (!user) return;
    start(async () => {
      const answer = await call(() => save({ user }));
      if (!answer.ok) return setFault(answer.fault);
      const { name, password } = answer.value;
      onClose(password === null ? null : { name, password });
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose(null)}
      title={row ? `Change ${row.name}` : "Add SFTP user"}
      footer={
        <>
          <Button onClick={() => onClose(null)}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {row ? "Save" : "Add user"}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {row === null && (
          <Field label="Name" errors={told("name")}>
            {(control) => (
              <Input
                {...control}
                code
                value={draft.name}
                onChange={(event) => change({ name: event.target.value })}
                onBlur={leave("name")}
              />
            )}
          </Field>
        )}
        <PasswordFields
          draft={draft}
          hasPassword={row?.hasPassword ?? false}
          errors={told("password")}
          onChange={change}
          onLeave={leave("password")}
        />
        <Field
          label="Public keys"
          hint="One per line, as in a .pub file or authorized_keys. With a key no password is needed."
          errors={told("publicKeys")}
        >
          {(control) => (
            <TextArea
              {...control}
              code
              wrap="off"
              placeholder="ssh-ed25519 AAAA... name"
              value={draft.publicKeys}
              onChange={(event) => change({ publicKeys: event.target.value })}
              onBlur={leave("publicKeys")}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Home folder"
            hint="Below the images' root; nothing outside it is visible. / is the root with all image sets."
            errors={told("home")}
          >
            {(control) => (
              <>
                <Input
                  {...control}
                  code
                  list={`${form}-folders`}
                  value={draft.home}
                  onChange={(event) => change({ home: event.target.value })}
                  onBlur={leave("home")}
                />
                <datalist id={`${form}-folders`}>
                  {["/", ...folders].map((folder) => (
                    <option key={folder} value={folder} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field
            label="Access"
            hint={
              draft.access === "read-write"
                ? "May add, replace and delete files in the home folder, images included."
                : "May list and fetch."
            }
          >
            {(control) => (
              <Select
                {...control}
                value={draft.access}
                onValueChange={(access) => change({ access })}
                options={accesses}
              />
            )}
          </Field>
          <Field
            label="Last day"
            hint="The user cannot sign in after it. Empty: never ends."
            errors={told("lastDay")}
          >
            {(control) => (
              <Input
                {...control}
                type="date"
                value={draft.lastDay}
                onChange={(event) => change({ lastDay: event.target.value })}
                onBlur={leave("lastDay")}
              />
            )}
          </Field>
          <SwitchField
            label="Enabled"
            hint={draft.enabled ? "May sign in." : "Is kept, but cannot sign in."}
            checked={draft.enabled}
            onChange={(enabled) => change({ enabled })}
          />
        </div>
        {row && (
          <p className="text-[0.8125rem] text-ink-3">
            Saving disconnects the user, who then signs in with what holds now.
          </p>
        )}
        {fault && !fault.fields && <FaultNote fault={fault} />}
      </form>
    </Dialog>
  );
}

function PasswordFields(props: {
  draft: UserDraft;
  hasPassword: boolean;
  errors: readonly string[] | undefined;
  onChange: (part: Partial<UserDraft>) => void;
  onLeave: () => void;
}) {
  const { draft, hasPassword, errors, onChange, onLeave } = props;
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Password"
        hint={
          draft.generatePassword
            ? "Made when you save, and shown once."
            : hasPassword
              ? "Stored, and shown to nobody. Empty keeps it."
              : "At least 8 characters. Empty when only keys are to be used."
        }
        errors={errors}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            value={draft.generatePassword ? "" : draft.password}
            disabled={draft.generatePassword}
            onChange={(event) => onChange({ password: event.target.value })}
            onBlur={onLeave}
          />
        )}
      </Field>
      <Checkbox
        checked={draft.generatePassword}
        onCheckedChange={(generatePassword) => onChange({ generatePassword, password: "" })}
      >
        Make a {hasPassword && "new "}password for me
      </Checkbox>
    </div>
  );
}
