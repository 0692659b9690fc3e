/** A drop-down list with one selected option. */
"use client";

import { clsx } from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";

/** A value and the text shown for it. */
export type SelectOption<V extends string> = { value: V; label: string };

export function Select<V extends string>({
  value,
  onValueChange,
  options,
  label,
  size = "md",
  disabled,
  className,
  ...control
}: {
  value: V;
  onValueChange: (value: V) => void;
  options: readonly SelectOption<V>[];
  /** The accessible name, when there is no `Field` around it. */
  label?: string;
  size?: "sm" | "md";
  disabled?: boolean;
  className?: string;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  return (
    <Radix.Root value={value} onValueChange={(v) => onValueChange(v as V)} disabled={disabled ?? false}>
      <Radix.Trigger
        {...control}
        aria-label={label}
        className={clsx(
          "field-box inline-flex items-center justify-between gap-2 text-left",
          size === "sm" && "h-8! text-[0.8125rem]",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value />
        </span>
        <ChevronDown className="size-4 shrink-0 text-ink-3" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-fade-in overflow-hidden rounded-md border border-line bg-raised p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default select-none items-center justify-between gap-4 rounded px-2 py-1.5 outline-none data-highlighted:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check className="size-4 text-accent-text" aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
