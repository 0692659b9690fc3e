/** How each phase is drawn: a color of the page, a pattern that tells it apart without color, and a height. */
import type { RunPhase } from "@/lib/contracts/run-phases";

/** Names of CSS variables of `app/globals.css`. */
export const paletteNames = [
  "surface",
  "sunken",
  "line",
  "line-strong",
  "ink",
  "ink-2",
  "ink-3",
  "accent",
  "accent-soft",
  "info",
  "info-soft",
  "ok",
  "warn",
  "warn-soft",
  "fail",
  "fail-soft",
] as const;
export type PaletteName = (typeof paletteNames)[number];
/** Colors as a canvas understands them. */
export type Palette = Record<PaletteName, string>;

type Pattern = "solid" | "rising" | "falling" | "cross" | "dots" | "bars" | "rails";
export type PhaseLook = {
  fill: PaletteName;
  pattern: Pattern;
  /** Of the lines or dots of the pattern. */
  stroke: PaletteName;
  /** Part of the height of the row. */
  height: number;
};

const look = (fill: PaletteName, pattern: Pattern, stroke: PaletteName, height = 1): PhaseLook => ({
  fill,
  pattern,
  stroke,
  height,
});

export const phaseLooks: Record<RunPhase, PhaseLook | null> = {
  idle: null,
  queued: look("line", "solid", "line", 0.25),
  waiting: look("sunken", "dots", "line-strong", 0.7),
  fetching: look("accent", "solid", "accent"),
  receiving: look("info", "rising", "surface"),
  stalled: look("warn-soft", "bars", "warn"),
  verifying: look("accent-soft", "dots", "accent"),
  "controller-image": look("accent", "rails", "surface"),
  retrying: look("fail-soft", "cross", "fail"),
  complete: look("ok", "solid", "ok", 0.3),
  failed: look("fail", "solid", "fail", 0.6),
  unsupported: look("fail-soft", "bars", "fail", 0.6),
  lost: look("fail-soft", "falling", "fail"),
  rebooting: look("ink-3", "falling", "surface"),
  joining: look("sunken", "rising", "ink-3"),
  joined: look("ok", "rails", "surface", 0.6),
  removed: look("line-strong", "bars", "surface", 0.3),
};

/** The phases of the legend, in the order in which an access point goes through them. */
export const legendPhases: readonly RunPhase[] = [
  "queued",
  "waiting",
  "fetching",
  "receiving",
  "stalled",
  "verifying",
  "complete",
  "controller-image",
  "rebooting",
  "joining",
  "joined",
  "retrying",
  "lost",
  "failed",
  "unsupported",
];

/** Resolves the page's colors below an element, in its present theme. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement("span");
  host.append(probe);
  const palette = Object.fromEntries(
    paletteNames.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Palette;
  probe.remove();
  return palette;
}

/** What a canvas needs to fill a bar: a color, or a color with a pattern. */
export type Brushes = Record<RunPhase, { style: string | CanvasPattern; height: number } | null>;

const TILE = 8;

/** Makes the brush of each phase, once for each theme and each density of pixels. */
export function makeBrushes(palette: Palette, scale: number): Brushes {
  const entries = Object.entries(phaseLooks).map(([phase, one]) => [
    phase,
    one && { style: brush(one, palette, scale), height: one.height },
  ]);
  return Object.fromEntries(entries) as Brushes;
}

function brush(
  { fill, pattern, stroke }: PhaseLook,
  palette: Palette,
  scale: number,
): string | CanvasPattern {
  if (pattern === "solid") return palette[fill];
  const tile = document.createElement("canvas");
  tile.width = TILE * scale;
  tile.height = TILE * scale;
  const context = tile.getContext("2d");
  if (context === null) return palette[fill];
  context.scale(scale, scale);
  context.fillStyle = palette[fill];
  context.fillRect(0, 0, TILE, TILE);
  context.strokeStyle = palette[stroke];
  context.fillStyle = palette[stroke];
  context.lineWidth = 1.5;
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  };
  const slant = (up: boolean) => {
    for (const shift of [-TILE, 0, TILE])
      line(shift - 1, up ? TILE + 1 : -1, shift + TILE + 1, up ? -1 : TILE + 1);
  };
  switch (pattern) {
    case "rising":
      slant(true);
      break;
    case "falling":
      slant(false);
      break;
    case "cross":
      slant(true);
      slant(false);
      break;
    case "dots":
      for (const [x, y] of [
        [2, 2],
        [6, 6],
      ] as const)
        context.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
      break;
    case "bars":
      line(3, 0, 3, TILE);
      break;
    case "rails":
      line(0, 3, TILE, 3);
      line(0, 6.5, TILE, 6.5);
      break;
  }
  const repeated = context.createPattern(tile, "repeat");
  repeated?.setTransform(new DOMMatrix().scale(1 / scale));
  return repeated ?? palette[fill];
}
