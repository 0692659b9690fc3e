/** The tones of badges, banners, and bars: a color means the same on every page. */
export type Tone = "neutral" | "accent" | "info" | "ok" | "warn" | "fail";

/** Soft background with readable text: badges and banners. */
export const softTone: Record<Tone, string> = {
  neutral: "bg-sunken text-ink-2 border-line",
  accent: "bg-accent-soft text-accent-text border-accent/25",
  info: "bg-info-soft text-info-text border-info/25",
  ok: "bg-ok-soft text-ok-text border-ok/25",
  warn: "bg-warn-soft text-warn-text border-warn/35",
  fail: "bg-fail-soft text-fail-text border-fail/30",
};

/** Solid fill: dots and bars. */
export const solidTone: Record<Tone, string> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  info: "bg-info",
  ok: "bg-ok",
  warn: "bg-warn",
  fail: "bg-fail",
};

/** Text in the tone. */
export const textTone: Record<Tone, string> = {
  neutral: "text-ink-2",
  accent: "text-accent-text",
  info: "text-info-text",
  ok: "text-ok-text",
  warn: "text-warn-text",
  fail: "text-fail-text",
};
