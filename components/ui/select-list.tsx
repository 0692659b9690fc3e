/** The select box with its list, on Radix. Loaded by `select.tsx` when a list is opened first. */
"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import "@/lib/client/library-nonce";
import { documentNonce } from "@/lib/client/document-nonce";
import { type SelectProps, selectLook } from "./select-look";

/** @param defaultOpen whether the list opens at once */
export function SelectList<V extends string>({
  value,
  onValueChange,
  options,
  label,
  size = "md",
  disabled,
  className,
  defaultOpen,
  ...control
}: SelectProps<V> & { defaultOpen: boolean }) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(v) => onValueChange(v as V)}
      disabled={disabled ?? false}
      defaultOpen={defaultOpen}
    >
      <Radix.Trigger {...control} aria-label={label} className={selectLook(size, className)}>
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
          <Radix.Viewport nonce={documentNonce()}>
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
