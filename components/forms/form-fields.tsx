/** The parts that forms are made of: text fields, a choice of a few, and the row with the submit button. */
"use client";

import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { TextArea } from "@/components/ui/text-area";
import type { Values } from "./draft";
import type { Draft } from "./use-draft";
import type { Form } from "./use-form";

type FieldProps<V extends Values> = {
  form: Pick<Draft<V>, "values" | "errorsOf" | "change">;
  name: keyof V & string;
  label: string;
  /** Beside the label. */
  note?: ReactNode;
  hint?: ReactNode;
  placeholder?: string;
  className?: string;
};

/** A text input of a form, with its label, hint and errors. */
export function TextField<V extends Values>({
  form,
  name,
  label,
  note,
  hint,
  numeric,
  suggestions,
  className,
  ...input
}: FieldProps<V> & {
  numeric?: boolean;
  type?: "password" | "date";
  autoComplete?: string;
  disabled?: boolean;
  suggestions?: readonly string[];
}) {
  return (
    <Field label={label} note={note} hint={hint} errors={form.errorsOf(name)} className={className}>
      {(control) => (
        <SuggestingInput
          {...control}
          {...input}
          name={name}
          suggestions={suggestions}
          inputMode={numeric ? "decimal" : "text"}
          value={String(form.values[name] ?? "")}
          onValue={(text) => form.change({ [name]: text } as Partial<V>)}
        />
      )}
    </Field>
  );
}

/** A text field of several lines, which are not wrapped. */
export function TextAreaField<V extends Values>({
  form,
  name,
  label,
  note,
  hint,
  className,
  ...area
}: FieldProps<V>) {
  return (
    <Field label={label} note={note} hint={hint} errors={form.errorsOf(name)} className={className}>
      {(control) => (
        <TextArea
          {...control}
          {...area}
          code
          wrap="off"
          value={String(form.values[name] ?? "")}
          onChange={(event) => form.change({ [name]: event.target.value } as Partial<V>)}
        />
      )}
    </Field>
  );
}

/** An input that suggests known values and accepts any text. */
export function SuggestingInput({
  suggestions,
  onValue,
  ...props
}: Omit<ComponentProps<typeof Input>, "list" | "onChange" | "code"> & {
  suggestions?: readonly string[] | undefined;
  onValue: (text: string) => void;
}) {
  const list = useId();
  return (
    <>
      <Input
        {...props}
        code
        list={suggestions ? list : undefined}
        onChange={(event) => onValue(event.target.value)}
      />
      {suggestions && (
        <datalist id={list}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** A row of buttons, one of which is pressed. */
export function ChoiceBar<C extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  legend: string;
  value: C;
  options: readonly { value: C; label: ReactNode }[];
  onChange: (value: C) => void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{legend}</legend>
      {options.map((each) => (
        <Button
          key={each.value}
          size="sm"
          aria-pressed={each.value === value}
          onClick={() => onChange(each.value)}
        >
          {each.label}
        </Button>
      ))}
    </fieldset>
  );
}

/** The submit button and the buttons beside it; above them, why the server refused the form. */
export function SubmitRow({
  form,
  label,
  icon,
  reachable,
  disabled,
  children,
}: {
  form: Pick<Form<Values>, "fault" | "isSaving">;
  label: string;
  icon: ReactNode;
  reachable: boolean;
  disabled?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-3">
      {form.fault && <FaultNote fault={form.fault} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          changes
          type="submit"
          variant="primary"
          icon={icon}
          busy={form.isSaving}
          disabled={!reachable || disabled === true}
        >
          {label}
        </Button>
        {children}
      </div>
      {!reachable && <Reconnecting />}
    </div>
  );
}

/** Goes back to the saved values; shown only while the form differs from them. */
export const DiscardChanges = ({ form }: { form: { isDirty: boolean; discard: () => void } }) =>
  form.isDirty && (
    <Button variant="ghost" onClick={() => form.discard()}>
      Discard changes
    </Button>
  );

/** Says why the submit button is disabled while the connection is lost. */
export const Reconnecting = ({ className }: { className?: string }) => (
  <p role="status" className={clsx("text-[0.8125rem] text-warn-text", className)}>
    Controls are disabled. Reconnecting… What you typed is kept.
  </p>
);
