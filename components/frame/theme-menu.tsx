/** A menu to select the light theme, the dark theme, or the system setting. */
"use client";

import { Monitor, Moon, SunMedium } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuRadio } from "@/components/ui/menu";
import { readTheme, THEME_COOKIE, type Theme } from "./theme";

const options = [
  { value: "system", label: "System setting", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <SunMedium aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
] as const;

const ONE_YEAR_SECONDS = 31_536_000;

/** Applies the theme immediately and stores it in a cookie. */
export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme(document.documentElement.dataset.theme)), []);
  const select = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${ONE_YEAR_SECONDS}; samesite=lax`;
  };
  const icon = options.find((option) => option.value === theme)?.icon;
  return (
    <Menu trigger={<IconButton label="Theme" icon={icon} />}>
      <MenuRadio value={theme} onValueChange={select} options={options} />
    </Menu>
  );
}
