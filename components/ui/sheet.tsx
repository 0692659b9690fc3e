/** What dialog and drawer are made of, on Radix. Loaded by `dialog.tsx` when one is opened first. */
"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import "@/lib/client/library-nonce";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./button";

export type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** At the right of the title. */
  headerActions?: ReactNode;
  footer?: ReactNode;
  /** No padding around the body. */
  flush?: boolean;
  children: ReactNode;
};

/** Traps focus, closes on Escape, and restores focus. @param place the classes of its place on the screen */
export function Sheet({ place, ...props }: SheetProps & { place: string }) {
  const { open, onOpenChange, title, description, headerActions, footer, flush, children } = props;
  // There is no Radix trigger that focus could return to, so it returns to the element that had it.
  const opener = useRef<Element>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={() => {
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className={clsx("fixed z-40 flex flex-col border-line bg-surface shadow-float outline-none", place)}
        >
          <header className="flex items-start gap-3 border-line border-b px-5 py-3">
            <div className="min-w-0 grow pt-1">
              <Radix.Title className="font-semibold text-base text-ink">{title}</Radix.Title>
              {description && (
                <Radix.Description asChild>
                  <div className="mt-0.5 text-ink-3">{description}</div>
                </Radix.Description>
              )}
            </div>
            {headerActions}
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X aria-hidden />} />
            </Radix.Close>
          </header>
          <div className={clsx("min-h-0 grow overflow-y-auto overscroll-contain", !flush && "p-5")}>
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t bg-sunken px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
