/** The parts that the forms of Lab are made of: a text field, a choice of a few, and the row with the order. */
"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Values } from "./draft";
import type { Form } from "./use-form";

export function TextField<V extends Values>({
  form,
  name,
  label,
  hint,
  numeric,
  placeholder,
  suggestions,
  className,
}: {
  form: Pick<Form<V>, "values" | "told" | "set">;
  name: keyof V & string;
  label: string;
  hint?: ReactNode;
  numeric?: boolean;
  placeholder?: string;
  suggestions?: readonly string[];
  className?: string;
}) {
  return (
    <Field label={label} hint={hint} errors={form.told(name)} {...(className ? { className } : {})}>
      {(control) => (
        <SuggestingInput
          {...control}
          name={name}
          suggestions={suggestions}
          inputMode={numeric ? "decimal" : "text"}
          placeholder={placeholder}
          value={String(form.values[name] ?? "")}
          onValue={(text) => form.set({ [name]: text } as Partial<V>)}
        />
      )}
    </Field>
  );
}

/** An input that proposes what is known and takes anything. */
export function SuggestingInput({
  suggestions,
  onValue,
  ...props
}: Omit<Parameters<typeof Input>[0], "list" | "onChange" | "code"> & {
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

/** The order of a form, beside it whatever else can be done, above it why it was refused. */
export function SubmitRow({
  form,
  label,
  icon,
  reachable,
  disabled,
  children,
}: {
  form: Pick<Form<Values>, "fault" | "busy">;
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
          type="submit"
          variant="primary"
          icon={icon}
          busy={form.busy}
          disabled={!reachable || disabled === true}
        >
          {label}
        </Button>
        {children}
      </div>
      {!reachable && <OutOfReach />}
    </div>
  );
}

/** Back to what holds; only while something else is typed. */
export const DiscardChanges = ({ form }: { form: Pick<Form<Values>, "dirty" | "discard"> }) =>
  form.dirty && (
    <Button variant="ghost" onClick={form.discard}>
      Discard changes
    </Button>
  );

/** Why an order cannot be given at the moment. */
export const OutOfReach = ({ className }: { className?: string }) => (
  <p role="status" className={clsx("text-[0.8125rem] text-warn-text", className)}>
    The engine cannot be reached at the moment. What you typed stays.
  </p>
);
