/** A drop-down menu and its items, on Radix. Loaded by `menu.tsx` when a menu is opened first. */
"use client";

import { clsx } from "clsx";
import { DropdownMenu as Radix } from "radix-ui";
import "@/lib/client/library-nonce";
import type { ReactNode } from "react";
import { MenuContext, type MenuItemProps, type MenuProps } from "./menu-context";

const ITEM =
  "flex cursor-default select-none items-center gap-2 rounded px-2 py-1.5 outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:text-ink-3";

export function MenuPanel({
  trigger,
  align = "end",
  defaultOpen,
  children,
}: MenuProps & { defaultOpen: boolean }) {
  return (
    // Without a portal, so that it belongs to the landmark of its button. A modal menu would hide the rest of the page from screen readers while its controls keep their place in the tab order.
    <Radix.Root defaultOpen={defaultOpen} modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className="z-50 min-w-44 animate-fade-in rounded-md border border-line bg-raised p-1 text-ink shadow-float"
      >
        <MenuContext value={MenuPanelItem}>{children}</MenuContext>
      </Radix.Content>
    </Radix.Root>
  );
}

export function MenuPanelItem({ onSelect, danger, disabled, icon, children }: MenuItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      disabled={disabled ?? false}
      className={clsx(ITEM, danger && "text-fail-text")}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

/** A group of menu items, exactly one of which is selected. */
export function MenuRadio<V extends string>({
  value,
  onValueChange,
  options,
}: {
  value: V;
  onValueChange: (value: V) => void;
  options: readonly { value: V; label: string; icon?: ReactNode }[];
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(v) => onValueChange(v as V)}>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={clsx(ITEM, "data-[state=checked]:font-medium data-[state=checked]:text-accent-text")}
        >
          {option.icon}
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
