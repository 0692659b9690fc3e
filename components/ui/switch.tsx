/** An on/off switch. */
"use client";

import { Switch as Radix } from "radix-ui";

export function Switch({
  checked,
  onCheckedChange,
  disabled,
  label,
  ...control
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  /** The accessible name, when there is no `Field` around it. */
  label?: string;
  id?: string;
  "aria-describedby"?: string | undefined;
}) {
  return (
    <Radix.Root
      id={control.id}
      aria-describedby={control["aria-describedby"]}
      aria-label={label}
      checked={checked}
      onCheckedChange={onCheckedChange}
      disabled={disabled ?? false}
      className="relative h-5 w-9 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-[1.15rem] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
