/** The selected theme, kept in a cookie so that the server renders it. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const THEME_COOKIE = "theme";

/** The theme of a cookie value; `system` for anything unknown. */
export const readTheme = (value: string | undefined): Theme =>
  themes.find((theme) => theme === value) ?? "system";
