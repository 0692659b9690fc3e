/** The menu of the themes. */
"use client";

import type { ReactNode } from "react";
import { MenuPanel, MenuRadio } from "@/components/ui/menu-panel";
import type { LoadedMenuProps } from "./lazy-menu";
import type { Theme } from "./theme";

export const ThemeMenuItems = ({
  theme,
  onSelect,
  options,
  ...menu
}: LoadedMenuProps & {
  theme: Theme;
  onSelect: (theme: Theme) => void;
  options: readonly { value: Theme; label: string; icon: ReactNode }[];
}) => (
  <MenuPanel {...menu}>
    <MenuRadio value={theme} onValueChange={onSelect} options={options} />
  </MenuPanel>
);
