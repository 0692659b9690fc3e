/** A setting with one rule per line. Its errors name the line. */
"use client";

import type { ReactNode } from "react";
import type { Form } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import type { SettingsDraft } from "./settings-draft";

export function RulesField(props: {
  form: Form<SettingsDraft>;
  name: "addressRules" | "remapRules";
  label: string;
  hint: ReactNode;
  placeholder: string;
  disabled: boolean;
  note?: ReactNode;
}) {
  const { form, name, label, hint, placeholder, disabled, note } = props;
  return (
    <Field label={label} note={note} hint={hint} errors={form.errorsOf(name)}>
      {(control) => (
        <TextArea
          {...control}
          code
          wrap="off"
          rows={5}
          name={name}
          placeholder={placeholder}
          disabled={disabled}
          value={String(form.values[name] ?? "")}
          onChange={(event) => form.change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}
