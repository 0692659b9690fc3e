/** Draws the visible rows of the picture on a canvas. It only reads; what it costs depends on what is visible. */

import { lastUpTo, type RunTimeline, type TimelineAp } from "@/lib/client/runs/run-timeline";
import { grouped } from "@/lib/kit/number-text";
import { elapsedText } from "@/lib/kit/units";
import type { Brushes, Palette } from "./phase-look";
import type { PictureRow } from "./picture-rows";
import { type TimeWindow, ticks, toX } from "./time-window";

/** Pixels of the axis above the rows. */
export const AXIS_HEIGHT = 22;
/** Below this height of a row there is no room for a name. */
const LEAST_NAMED_HEIGHT = 11;

export type PictureView = {
  timeline: RunTimeline;
  rows: readonly PictureRow[];
  /** Row of each access point, by its index; -1 when it is not shown. */
  rowOfAp: Int32Array;
  window: TimeWindow;
  /** The end of what is known: bars end here. */
  end: number;
  /** The instant of the cursor. */
  instant: number;
  width: number;
  height: number;
  /** Pixels for the names. */
  gutter: number;
  rowHeight: number;
  scrollTop: number;
  focusedRow: number | null;
  palette: Palette;
  brushes: Brushes;
};

export function drawPicture(context: CanvasRenderingContext2D, view: PictureView): void {
  const { width, height, rows, rowHeight, scrollTop, palette } = view;
  context.clearRect(0, 0, width, height);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  const first = Math.max(0, Math.floor(scrollTop / rowHeight));
  const last = Math.min(rows.length - 1, Math.ceil((scrollTop + height) / rowHeight));
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, width, height - AXIS_HEIGHT);
  context.clip();
  drawBackground(context, view, first, last);
  clipToBars(context, view, () => {
    for (let i = first; i <= last; i++) {
      const row = rows[i];
      if (row?.kind === "ap") drawBars(context, view, row.ap, topOf(view, i));
    }
    drawFollowers(context, view, first, last);
    drawVerticals(context, view);
  });
  drawNames(context, view, first, last);
  context.restore();
  drawAxis(context, view);
}

const topOf = ({ rowHeight, scrollTop }: PictureView, row: number): number =>
  AXIS_HEIGHT + row * rowHeight - scrollTop;
const xOf = ({ window, width, gutter }: PictureView, at: number): number =>
  gutter + toX(window, at, width - gutter);

function clipToBars(context: CanvasRenderingContext2D, view: PictureView, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(view.gutter, AXIS_HEIGHT, view.width - view.gutter, view.height - AXIS_HEIGHT);
  context.clip();
  draw();
  context.restore();
}

function drawBackground(
  context: CanvasRenderingContext2D,
  view: PictureView,
  first: number,
  last: number,
): void {
  const { rows, palette, rowHeight, width, focusedRow, timeline } = view;
  for (let i = first; i <= last; i++) {
    const isFamily = rows[i]?.kind === "family";
    if (!isFamily && i !== focusedRow) continue;
    context.fillStyle = i === focusedRow ? palette["accent-soft"] : palette.sunken;
    context.fillRect(0, topOf(view, i), width, rowHeight);
  }
  context.fillStyle = palette["warn-soft"];
  for (const { from, to } of timeline.gaps) {
    const x = xOf(view, from);
    context.fillRect(x, AXIS_HEIGHT, Math.max(2, xOf(view, to) - x), view.height);
  }
}

function drawBars(context: CanvasRenderingContext2D, view: PictureView, ap: TimelineAp, top: number): void {
  const { window, end, rowHeight, brushes, palette } = view;
  const { segments } = ap;
  const padding = rowHeight >= 10 ? 2 : 0.5;
  const full = rowHeight - 2 * padding;
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, lastUpTo(segments, window.from)); i < segments.length; i++) {
    const segment = segments[i];
    if (segment === undefined || segment.at > window.to) break;
    const brush = brushes[segment.phase];
    if (brush === null) continue;
    const x = xOf(view, segment.at);
    const right = xOf(view, Math.max(segment.at, segments[i + 1]?.at ?? end));
    // Segments of less than a pixel are drawn as one.
    if (right - x < 1 && right < drawnTo + 0.5) continue;
    drawnTo = right;
    const barHeight = Math.max(1, full * brush.height);
    context.fillStyle = brush.style;
    context.fillRect(x, top + padding + (full - barHeight) / 2, Math.max(1, right - x - 0.5), barHeight);
  }
  context.fillStyle = palette.fail;
  for (let i = Math.max(0, lastUpTo(ap.failures, window.from)); i < ap.failures.length; i++) {
    const failure = ap.failures[i];
    if (failure === undefined || failure.at > window.to) break;
    const x = xOf(view, failure.at);
    context.beginPath();
    context.moveTo(x - 3.5, top + padding);
    context.lineTo(x + 3.5, top + padding);
    context.lineTo(x, top + rowHeight - padding);
    context.fill();
  }
}

/** A line from the image master to each access point that waited for it, at the end of that wait. */
function drawFollowers(
  context: CanvasRenderingContext2D,
  view: PictureView,
  first: number,
  last: number,
): void {
  const { rows, rowOfAp, window, rowHeight, palette, end } = view;
  context.strokeStyle = palette["ink-3"];
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = first; i <= last; i++) {
    const row = rows[i];
    if (row?.kind !== "ap") continue;
    const { segments } = row.ap;
    for (let j = Math.max(0, lastUpTo(segments, window.from)); j < segments.length; j++) {
      const segment = segments[j];
      if (segment === undefined || segment.at > window.to) break;
      if (segment.awaits === null || segment.phase !== "waiting") continue;
      const master = rowOfAp[segment.awaits] ?? -1;
      if (master === -1) continue;
      const x = Math.round(xOf(view, segments[j + 1]?.at ?? end)) + 0.5;
      context.moveTo(x, topOf(view, master) + rowHeight / 2);
      context.lineTo(x, topOf(view, i) + rowHeight / 2);
      context.lineTo(x + 4, topOf(view, i) + rowHeight / 2);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Boundaries of the stages, and the cursor. */
function drawVerticals(context: CanvasRenderingContext2D, view: PictureView): void {
  const { palette, height, instant } = view;
  context.strokeStyle = palette["line-strong"];
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  for (const { at } of stageStarts(view.timeline)) vertical(context, xOf(view, at), AXIS_HEIGHT, height);
  context.setLineDash([]);
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  vertical(context, xOf(view, instant), AXIS_HEIGHT, height);
}

export function vertical(context: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  const sharp = Math.round(x) + 0.5;
  context.beginPath();
  context.moveTo(sharp, from);
  context.lineTo(sharp, to);
  context.stroke();
}

/** When each stage began: its index among the six, and the instant. */
export function stageStarts({ states }: Pick<RunTimeline, "states">): { stage: number; at: number }[] {
  const starts: { stage: number; at: number }[] = [];
  let reached = -1;
  for (const { marks, at } of states) {
    const now = marks.findLastIndex((mark) => mark !== "pending");
    for (let stage = reached + 1; stage <= now; stage++) starts.push({ stage, at });
    reached = Math.max(reached, now);
  }
  return starts;
}

function drawNames(context: CanvasRenderingContext2D, view: PictureView, first: number, last: number): void {
  const { rows, rowHeight, palette, gutter, height } = view;
  context.fillStyle = palette.line;
  context.fillRect(gutter - 1, AXIS_HEIGHT, 1, height);
  if (rowHeight < LEAST_NAMED_HEIGHT) return;
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, gutter - 4, height);
  context.clip();
  context.textBaseline = "middle";
  const size = Math.min(12, rowHeight - 2);
  for (let i = first; i <= last; i++) {
    const row = rows[i];
    if (row === undefined) continue;
    const y = topOf(view, i) + rowHeight / 2 + 0.5;
    if (row.kind === "family") {
      context.font = `600 ${size}px ${FONT}`;
      context.fillStyle = palette["ink-2"];
      context.fillText(`${row.family} (${grouped(row.count)})`, 6, y);
    } else {
      context.font = `${row.isMaster ? "600 " : ""}${size}px ${FONT}`;
      context.fillStyle = palette.ink;
      context.fillText(row.isMaster ? `★ ${row.ap.name}` : row.ap.name, 14, y);
    }
  }
  context.restore();
}

export const FONT = '"Inter Variable", system-ui, sans-serif';

function drawAxis(context: CanvasRenderingContext2D, view: PictureView): void {
  const { width, palette, gutter, window, timeline } = view;
  context.fillStyle = palette.sunken;
  context.fillRect(0, 0, width, AXIS_HEIGHT);
  context.fillStyle = palette.line;
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1);
  context.font = `11px ${FONT}`;
  context.textBaseline = "middle";
  context.fillStyle = palette["ink-2"];
  const at = ticks(window, width - gutter, timeline.startedAt);
  const hasTenths = at.length > 1 && (at[1] ?? 0) - (at[0] ?? 0) < 1_000;
  for (const tick of at) {
    const x = xOf(view, tick);
    if (x > width - 30) continue;
    context.fillRect(Math.round(x), AXIS_HEIGHT - 5, 1, 4);
    context.fillText(elapsedText(tick - timeline.startedAt, hasTenths), x + 3, AXIS_HEIGHT / 2);
  }
  context.fillStyle = palette.ink;
  const x = xOf(view, view.instant);
  if (x < gutter - 1 || x > width + 1) return;
  context.beginPath();
  context.moveTo(x - 5, AXIS_HEIGHT - 8);
  context.lineTo(x + 5, AXIS_HEIGHT - 8);
  context.lineTo(x, AXIS_HEIGHT - 1);
  context.fill();
}
