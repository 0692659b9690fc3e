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
      className="relative h-6 w-10 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-4 translate-x-[0.1875rem] rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-[1.1875rem] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
