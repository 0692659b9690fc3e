/** The navigation of narrow screens: it comes in from the left, and goes when a page is chosen. */
"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { IconButton } from "@/components/ui/button";
import { Mark } from "./mark";
import { SideNavigation } from "./side-navigation";

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
            <Mark />
            <Dialog.Title className="grow font-semibold">EWC Upgrade Console</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close the menu" icon={<X aria-hidden />} />
            </Dialog.Close>
          </div>
          <SideNavigation onNavigate={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
