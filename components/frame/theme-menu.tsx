/** The button that selects the light theme, the dark theme, or the system setting. */
"use client";

import { Monitor, Moon, SunMedium } from "lucide-react";
import { useEffect, useState } from "react";
import { LazyMenu } from "./lazy-menu";
import { readTheme, THEME_COOKIE, type Theme } from "./theme";

const themeOptions = [
  { value: "system", label: "System setting", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <SunMedium aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
] as const;

const ONE_YEAR_SECONDS = 31_536_000;
const load = () => import("./theme-menu-items").then((m) => m.ThemeMenuItems);

/** Applies the theme immediately and stores it in a cookie. */
export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme(document.documentElement.dataset.theme)), []);
  const onSelect = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${ONE_YEAR_SECONDS}; samesite=lax`;
  };
  const icon = themeOptions.find((option) => option.value === theme)?.icon;
  return (
    <LazyMenu label="Theme" icon={icon} load={load} props={{ theme, onSelect, options: themeOptions }} />
  );
}
