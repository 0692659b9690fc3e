/** The colors of the terminal, taken from the page's current theme. */
import type { ITheme } from "@xterm/xterm";

/** Resolves a CSS color to `#rrggbbaa`, because xterm supports neither `oklch()` nor `light-dark()`. */
function resolveColor(probe: HTMLElement, canvas: CanvasRenderingContext2D, color: string): string {
  probe.style.color = color;
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = getComputedStyle(probe).color;
  canvas.fillRect(0, 0, 1, 1);
  const hex = [...canvas.getImageData(0, 0, 1, 1).data].map((n) => n.toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

/** The theme for xterm. `host` is an element that inherits the colors. */
export function terminalTheme(host: HTMLElement): ITheme {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (canvas === null) return {};
  const probe = document.createElement("span");
  host.append(probe);
  const colorOf = (name: string) => resolveColor(probe, canvas, `var(--${name})`);
  const theme: ITheme = {
    background: colorOf("surface"),
    foreground: colorOf("ink"),
    cursor: colorOf("accent"),
    cursorAccent: colorOf("surface"),
    selectionBackground: colorOf("accent-soft"),
    selectionForeground: colorOf("ink"),
    scrollbarSliderBackground: colorOf("line"),
    scrollbarSliderHoverBackground: colorOf("line-strong"),
    scrollbarSliderActiveBackground: colorOf("line-strong"),
  };
  probe.remove();
  return theme;
}

/** Calls `changed` when the user or the system changes the theme. Returns a function that stops it. */
export function onThemeChange(changed: () => void): () => void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  dark.addEventListener("change", changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    dark.removeEventListener("change", changed);
    observer.disconnect();
  };
}
