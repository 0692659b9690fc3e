/** The theme that the visitor chose, kept in a cookie so that the server renders it. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const THEME_COOKIE = "theme";

export const readTheme = (value: string | undefined): Theme =>
  themes.find((theme) => theme === value) ?? "system";
