/** A short explanation on hover and on focus. Never put essential information only here. */
"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A tooltip for `children`, which must be one focusable element. */
export function Tooltip({ content, children }: { content: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={350}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 animate-fade-in rounded-md border border-line bg-raised px-2.5 py-1.5 text-[0.8125rem] text-ink-2 shadow-float"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
