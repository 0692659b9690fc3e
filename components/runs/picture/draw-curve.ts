/** Draws the throughput below the rows of the picture: on the same time axis, with a scale at the left. */
import { elapsedText, formatRate } from "@/lib/kit/units";
import type { CurvePoint } from "./curve-points";
import { FONT, type PictureView, vertical } from "./draw-picture";
import { ticks, toX } from "./time-window";

/** Pixels of the axis below the curve. */
const AXIS_HEIGHT = 16;
const TOP = 6;

type CurveView = Pick<PictureView, "timeline" | "window" | "width" | "gutter" | "palette" | "instant">;

/** @param ceiling bytes per second at the top of the scale */
export function drawCurve(
  context: CanvasRenderingContext2D,
  view: CurveView,
  points: readonly CurvePoint[],
  height: number,
  ceiling: number,
): void {
  const { window, width, gutter, palette, instant } = view;
  const bottom = height - AXIS_HEIGHT;
  const x = (at: number) => gutter + toX(window, at, width - gutter);
  const y = (rate: number) => bottom - (Math.min(rate, ceiling) / ceiling) * (bottom - TOP);
  context.clearRect(0, 0, width, height);
  context.fillStyle = palette.sunken;
  context.fillRect(gutter, 0, width - gutter, bottom);
  drawScale(context, view, y, ceiling);
  drawTimes(context, view, x, bottom);
  context.save();
  context.beginPath();
  context.rect(gutter, 0, width - gutter, bottom);
  context.clip();
  const from = Math.max(0, points.findIndex(({ at }) => at >= window.from) - 1);
  const first = points[from];
  if (first !== undefined) {
    const path = new Path2D();
    path.moveTo(x(first.at), bottom);
    let lastX = x(first.at);
    for (let i = from; i < points.length; i++) {
      const point = points[i];
      if (point === undefined) break;
      lastX = x(point.at);
      path.lineTo(lastX, y(point.rate));
      if (point.at > window.to) break;
    }
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5;
    context.stroke(path);
    path.lineTo(lastX, bottom);
    context.globalAlpha = 0.15;
    context.fillStyle = palette.accent;
    context.fill(path);
    context.globalAlpha = 1;
  }
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  vertical(context, x(instant), 0, bottom);
  context.restore();
}

/** Zero, half, and the ceiling, with a line each. */
function drawScale(
  context: CanvasRenderingContext2D,
  { width, gutter, palette }: CurveView,
  y: (rate: number) => number,
  ceiling: number,
): void {
  context.font = `11px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const rate of [0, ceiling / 2, ceiling]) {
    context.fillStyle = palette.line;
    context.fillRect(gutter, Math.round(y(rate)), width - gutter, 1);
    context.fillStyle = palette["ink-2"];
    context.fillText(rate === 0 ? "0" : formatRate(rate), gutter - 6, y(rate));
  }
  context.textAlign = "left";
}

/** Time since the start of the run. */
function drawTimes(
  context: CanvasRenderingContext2D,
  { window, width, gutter, palette, timeline }: CurveView,
  x: (at: number) => number,
  bottom: number,
): void {
  const at = ticks(window, width - gutter, timeline.startedAt);
  const hasTenths = at.length > 1 && (at[1] ?? 0) - (at[0] ?? 0) < 1_000;
  for (const tick of at) {
    if (x(tick) > width - 30) continue;
    context.fillStyle = palette.line;
    context.fillRect(Math.round(x(tick)), 0, 1, bottom + 4);
    context.fillStyle = palette["ink-2"];
    context.fillText(
      elapsedText(tick - timeline.startedAt, hasTenths),
      x(tick) + 3,
      bottom + AXIS_HEIGHT / 2,
    );
  }
}
