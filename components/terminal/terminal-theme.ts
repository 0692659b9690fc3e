/** The page's colors as the terminal takes them, in the theme that is in force. */
import type { ITheme } from "@xterm/xterm";

/** A color as the browser resolves it, as `#rrggbbaa`: the terminal reads no `oklch()` and no `light-dark()`. */
function resolved(probe: HTMLElement, canvas: CanvasRenderingContext2D, color: string): string {
  probe.style.color = color;
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = getComputedStyle(probe).color;
  canvas.fillRect(0, 0, 1, 1);
  const hex = [...canvas.getImageData(0, 0, 1, 1).data].map((n) => n.toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

/** @param host an element of the page, from which the colors are inherited */
export function terminalTheme(host: HTMLElement): ITheme {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (canvas === null) return {};
  const probe = document.createElement("span");
  host.append(probe);
  const of = (name: string) => resolved(probe, canvas, `var(--${name})`);
  const theme: ITheme = {
    background: of("surface"),
    foreground: of("ink"),
    cursor: of("accent"),
    cursorAccent: of("surface"),
    selectionBackground: of("accent-soft"),
    selectionForeground: of("ink"),
    scrollbarSliderBackground: of("line"),
    scrollbarSliderHoverBackground: of("line-strong"),
    scrollbarSliderActiveBackground: of("line-strong"),
  };
  probe.remove();
  return theme;
}

/** Calls `changed` when the visitor or the system chooses another theme, until the returned function is called. */
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
