/** A checkbox with its label. */
"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

/** A checkbox with its label. */
export function Checkbox({
  checked,
  onCheckedChange,
  children,
  disabled,
  tabIndex,
  className,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
  tabIndex?: number;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={clsx("flex items-center gap-2", className)}>
      <Radix.Root
        id={id}
        tabIndex={tabIndex}
        checked={checked}
        onCheckedChange={(value) => onCheckedChange(value === true)}
        disabled={disabled ?? false}
        className="relative flex size-4 shrink-0 after:absolute after:-inset-[0.3125rem] items-center justify-center rounded-[3px] border border-line-strong bg-surface disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Indicator>
          <Check className="size-3 text-on-accent" strokeWidth={3} aria-hidden />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="min-w-0 grow cursor-pointer">
        {children}
      </label>
    </div>
  );
}
