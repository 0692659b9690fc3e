/** The panel behind a button, on Radix. Loaded by `popover.tsx` when a panel is opened first. */
"use client";

import { Popover as Radix } from "radix-ui";
import "@/lib/client/library-nonce";
import type { ComponentProps, ReactElement, ReactNode } from "react";

export type PopoverProps = {
  /** The button; it gets the handlers that open the panel. */
  trigger: ReactElement<ComponentProps<"button">>;
  /** The accessible name of the panel. */
  label: string;
  align?: "start" | "end";
  children: ReactNode;
};

/** @param defaultOpen whether the panel opens at once */
export function PopoverPanel({
  trigger,
  label,
  align = "start",
  defaultOpen,
  children,
}: PopoverProps & { defaultOpen: boolean }) {
  return (
    <Radix.Root defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) min-w-48 animate-fade-in overflow-y-auto rounded-md border border-line bg-raised p-3 shadow-float outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
