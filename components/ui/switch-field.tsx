/** A switch with a label and a hint. */
"use client";

import { type ReactNode, useId } from "react";
import { Switch } from "./switch";

/** A switch with a label and a hint. */
export function SwitchField(props: {
  label: ReactNode;
  hint: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <label htmlFor={id} className="font-medium">
          {props.label}
        </label>
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-3">
          {props.hint}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={props.checked}
        disabled={props.disabled ?? false}
        onCheckedChange={props.onChange}
      />
    </div>
  );
}
