/** The navigation on narrow screens: slides in from the left and closes when a page is selected. */
"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import "@/lib/client/library-nonce";
import { IconButton } from "@/components/ui/button";
import { Logo } from "@/components/ui/logo";
import { SideNavigation } from "./side-navigation";

/** A modal drawer with the same navigation as the side bar. */
export function NavigationMenu({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-40 flex w-72 max-w-[85vw] animate-fade-in flex-col overflow-y-auto border-line border-r bg-surface shadow-float"
        >
          <div className="flex h-14 shrink-0 items-center gap-2.5 border-line border-b px-3">
            <Logo />
            <Dialog.Title className="grow font-semibold">EWC Upgrade Console</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close menu" icon={<X aria-hidden />} />
            </Dialog.Close>
          </div>
          <SideNavigation onNavigate={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
