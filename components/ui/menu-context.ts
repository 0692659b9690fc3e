/** What a menu and its items are given, and how the items of an open menu find what draws them. */
import {
  type ComponentProps,
  type ComponentType,
  createContext,
  type ReactElement,
  type ReactNode,
} from "react";

export type MenuProps = {
  /** The button; it gets the handlers that open the menu. */
  trigger: ReactElement<ComponentProps<"button">>;
  align?: "start" | "end";
  children: ReactNode;
};

export type MenuItemProps = {
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  icon?: ReactNode;
  children: ReactNode;
};

/** What the items of an open menu are drawn with. */
export const MenuContext = createContext<ComponentType<MenuItemProps> | null>(null);
