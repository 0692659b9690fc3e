/** The settings that only the TFTP server has: what it serves, uploads, names, and who is allowed. */
"use client";

import { Fold } from "@/components/forms/fold";
import { TextField } from "@/components/forms/form-fields";
import type { Form } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { useSchemas } from "@/lib/client/schemas";
import { parseAddressRules } from "@/lib/contracts/address-rules";
import type { TftpServerRow } from "@/lib/contracts/servers";
import type { TftpWriteMode } from "@/lib/contracts/settings";
import { counted } from "@/lib/kit/text";
import { RemapRules } from "./remap-rules";
import { RulesField } from "./rules-field";
import type { SettingsDraft } from "./settings-draft";

type Props = {
  form: Form<SettingsDraft>;
  server: TftpServerRow;
  disabled: boolean;
  /** How many of these settings were changed, and how many are invalid. */
  counts: (names: readonly string[]) => { changed: number; invalid: number };
};

const writeOptions: readonly SelectOption<TftpWriteMode>[] = [
  { value: "read-only", label: "Not accepted (read-only)" },
  { value: "create", label: "New files only" },
  { value: "overwrite", label: "Existing files only" },
  { value: "create-and-overwrite", label: "New and existing files" },
];

/** What is served and whether clients may write; the first thing to set after address and port. */
export function ServedFiles({ form, disabled }: Pick<Props, "form" | "disabled">) {
  const writes = String(form.values.writes) as TftpWriteMode;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        form={form}
        name="rootFolder"
        label="Served folder"
        placeholder="Images folder"
        hint="A folder in the images folder. Clients see only its files, and name them without it."
        disabled={disabled}
      />
      <Field
        label="Uploads"
        errors={form.errorsOf("writes")}
        hint={
          writes === "read-only"
            ? "Clients cannot write."
            : "TFTP has no passwords: anyone who can reach the server can write. Limits are under Upload limits."
        }
      >
        {(control) => (
          <Select
            {...control}
            value={writes}
            options={writeOptions}
            disabled={disabled}
            onValueChange={(value) => form.change({ writes: value })}
          />
        )}
      </Field>
    </div>
  );
}

/** Folded: other spellings and rules for names. */
export function NameSettings({ form, disabled, counts }: Props) {
  const rules = String(form.values.remapRules)
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("#")).length;
  return (
    <Fold
      title="File names"
      state={[rulesText(rules), form.values.ignoreCase === true && "case ignored"].filter(Boolean).join(", ")}
      {...counts(["ignoreCase", "remapRules"])}
    >
      <div className="flex flex-col gap-4">
        <SwitchField
          label="Ignore case"
          hint="Finds ap1g8 when a client asks for AP1G8. An exact name comes first."
          checked={form.values.ignoreCase === true}
          disabled={disabled}
          onChange={(ignoreCase) => form.change({ ignoreCase })}
        />
        <RemapRules form={form} disabled={disabled} />
      </div>
    </Fold>
  );
}

/** Folded: which clients are served. */
export function AddressSettings({ form, disabled, counts }: Props) {
  const text = String(form.values.addressRules);
  const rules = useSchemas(text.trim() !== "") ? parseAddressRules(text).rules : [];
  return (
    <Fold
      title="Allowed addresses"
      state={rules.length === 0 ? "everyone" : rulesText(rules.length)}
      {...counts(["addressRules"])}
    >
      <RulesField
        form={form}
        name="addressRules"
        label="Address rules"
        placeholder={"allow 10.20.0.0/16\nallow 2001:db8::/32\ndeny all"}
        disabled={disabled}
        hint="One rule per line, for IPv4 or IPv6. The first rule that matches decides. Addresses that match none are allowed: end with deny all to allow only those listed."
      />
    </Fold>
  );
}

const rulesText = (count: number): string => (count === 0 ? "no rules" : counted(count, "rule"));
