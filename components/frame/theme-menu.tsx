/** Light, dark, or what the system says. */
"use client";

import { Monitor, Moon, SunMedium } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuRadio } from "@/components/ui/menu";
import { readTheme, THEME_COOKIE, type Theme } from "./theme";

const options = [
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <SunMedium aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
] as const;

const A_YEAR_SECONDS = 31_536_000;

export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme(document.documentElement.dataset.theme)), []);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${A_YEAR_SECONDS}; samesite=lax`;
  };
  const icon = options.find((option) => option.value === theme)?.icon;
  return (
    <Menu trigger={<IconButton label="Theme" icon={icon} />}>
      <MenuRadio value={theme} onValueChange={choose} options={options} />
    </Menu>
  );
}
