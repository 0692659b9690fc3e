/**
 * The picture of a run: one bar for each access point on a time axis, and the throughput beneath. Only visible rows are
 * drawn. The table of access points on the same page says the same in text.
 */
"use client";

import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { memo, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { niceCeiling } from "@/components/charts/series-path";
import { IconButton } from "@/components/ui/button";
import { Toolbar } from "@/components/ui/toolbar";
import type { ReplayClock } from "@/lib/client/runs/replay-clock";
import type { RunTimeline, TimelineAp } from "@/lib/client/runs/run-timeline";
import { formatRate } from "@/lib/kit/units";
import { curvePoints } from "./curve-points";
import { drawCurve } from "./draw-curve";
import { AXIS_HEIGHT, drawPicture, type PictureView } from "./draw-picture";
import { Legend } from "./legend";
import { type PictureRow, pictureRows } from "./picture-rows";
import { reveal, type TimeWindow, zoom } from "./time-window";
import { prepareCanvas, useFrame, useSurface } from "./use-canvas";
import { usePictureKeys } from "./use-picture-keys";
import { type PictureFrame, usePicturePointer } from "./use-picture-pointer";

const CURVE_HEIGHT = 92;
const MIN_CEILING = 10_000;
/** Rows of a large fleet are low, so that about a hundred are in view at once. */
const ROW_HEIGHTS = { few: 20, some: 14, many: 8 } as const;
const rowHeightFor = (rows: number): number =>
  rows <= 24 ? ROW_HEIGHTS.few : rows <= 60 ? ROW_HEIGHTS.some : ROW_HEIGHTS.many;

/** Pixels for the names, by the width of the picture. */
const gutterFor = (width: number): number => (width < 560 ? 96 : 168);

/** Rendered again when the recording has grown; what moves between is only drawn. */
export const RunPicture = memo(function RunPicture({
  timeline,
  revision,
  order,
  clock,
  shows,
  onSelect,
  onGutter,
}: {
  timeline: RunTimeline;
  /** Changes when the timeline has grown. */
  revision: number;
  /** The place of each access point by name, by its index. */
  order: Int32Array;
  clock: ReplayClock;
  shows: (ap: TimelineAp) => boolean;
  onSelect: (ap: TimelineAp) => void;
  /** Called with the pixels left of the axis when they change. */
  onGutter: (pixels: number) => void;
}) {
  const hint = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const curve = useRef<HTMLCanvasElement>(null);
  const frame = useRef<PictureFrame>({ window: null, gutter: 168, width: 0 });
  const [focused, setFocused] = useState<number | null>(null);
  const [isDense, setDense] = useState<boolean | null>(null);
  const { masters } = timeline;
  // The sizes stand for what has changed inside: an image master is known once it was elected.
  const rows = useMemo(
    () => pictureRows(timeline.aps, masters, order, shows),
    [timeline, masters, masters.size, order, shows],
  );
  const rowOfAp = useMemo(() => rowIndices(rows, timeline.aps.length), [rows, timeline]);
  const rowHeight =
    isDense === null ? rowHeightFor(rows.length) : isDense ? ROW_HEIGHTS.many : ROW_HEIGHTS.few;
  const points = useMemo(() => curvePoints(timeline.totals), [timeline, revision]);
  const peak = useMemo(() => points.reduce((most, { rate }) => Math.max(most, rate), 0), [points]);
  const ceiling = niceCeiling(peak, MIN_CEILING);
  const whole = useCallback((): TimeWindow => ({ from: clock.from, to: clock.to }), [clock]);

  const draw = useFrame(() => {
    const host = scroller.current;
    const { current: look } = surface;
    if (host === null || look === null || canvas.current === null || curve.current === null) return;
    const width = host.clientWidth;
    const height = host.clientHeight;
    if (frame.current.width !== width) {
      frame.current.width = width;
      frame.current.gutter = gutterFor(width);
      onGutter(frame.current.gutter);
    }
    const { gutter } = frame.current;
    if (clock.isPlaying && frame.current.window !== null)
      frame.current.window = reveal(frame.current.window, whole(), clock.instant);
    const view: PictureView = {
      timeline,
      rows,
      rowOfAp,
      window: frame.current.window ?? whole(),
      end: clock.to,
      instant: clock.instant,
      width,
      height,
      gutter,
      rowHeight,
      scrollTop: host.scrollTop,
      focusedRow: focused,
      palette: look.palette,
      brushes: look.brushes,
    };
    const context = prepareCanvas(canvas.current, width, height, look.scale);
    if (context !== null) drawPicture(context, view);
    const below = prepareCanvas(curve.current, width, CURVE_HEIGHT, look.scale);
    if (below !== null) drawCurve(below, view, points, CURVE_HEIGHT, ceiling);
  });
  const surface = useSurface(scroller, draw);
  useEffect(() => clock.subscribe(draw), [clock, draw]);
  // Drawn after every render: whatever changed is visible with the next frame.
  useEffect(draw);

  const change = useCallback(
    (window: TimeWindow | null) => {
      frame.current.window = window;
      draw();
    },
    [draw],
  );
  const zoomBy = (factor: number) => {
    const window = frame.current.window ?? whole();
    const center = (window.from + window.to) / 2;
    const at = clock.instant >= window.from && clock.instant <= window.to ? clock.instant : center;
    change(zoom(window, whole(), factor, at));
  };
  const shared = { timeline, rows, rowHeight, clock, frame, whole, change, scroller, onSelect };
  const { tip, ...pointer } = usePicturePointer({ ...shared, onFocus: setFocused });
  const keys = usePictureKeys({ ...shared, focused, onFocus: setFocused, zoomBy });

  return (
    <div className="min-w-0">
      <Toolbar
        label="View of the picture"
        end={
          <>
            <IconButton label="Zoom in" icon={<ZoomIn aria-hidden />} onClick={() => zoomBy(2)} />
            <IconButton label="Zoom out" icon={<ZoomOut aria-hidden />} onClick={() => zoomBy(0.5)} />
            <IconButton
              label="Fit the whole run"
              icon={<Maximize2 aria-hidden />}
              onClick={() => change(null)}
            />
            <button
              type="button"
              aria-pressed={rowHeight === ROW_HEIGHTS.many}
              onClick={() => setDense(rowHeight !== ROW_HEIGHTS.many)}
              className="h-8 rounded-md border border-line-strong px-2.5 text-[0.8125rem] hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
            >
              Low rows
            </button>
          </>
        }
      >
        <Legend />
      </Toolbar>
      <div className="relative">
        <div
          ref={scroller}
          role="application"
          aria-label="Picture of the run"
          aria-describedby={hint}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is operated by keyboard
          tabIndex={0}
          onScroll={draw}
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
          onPointerDown={pointer.onPointerDown}
          onPointerMove={pointer.onPointerMove}
          onPointerUp={pointer.onPointerUp}
          onPointerLeave={pointer.onPointerLeave}
          className="relative touch-pan-y select-none overflow-y-auto outline-offset-[-2px]"
          style={{ height: `min(70dvh, ${AXIS_HEIGHT + Math.max(4, rows.length) * rowHeight + 1}px)` }}
        >
          <div style={{ height: AXIS_HEIGHT + rows.length * rowHeight }}>
            <canvas ref={canvas} aria-hidden className="sticky top-0 block" />
          </div>
        </div>
        {tip !== null && (
          <div
            aria-hidden
            className="pointer-events-none absolute z-10 max-w-80 rounded-md border border-line bg-raised px-2.5 py-1.5 text-[0.8125rem] shadow-float"
            style={{ left: tip.x, top: tip.y }}
          >
            <p className="font-medium">{tip.name}</p>
            <p className={tip.isFailure ? "text-fail-text" : "text-ink-2"}>{tip.text}</p>
          </div>
        )}
      </div>
      <p id={hint} className="sr-only">
        Arrow keys up and down choose an access point, left and right its phases and failures. Enter shows its
        details. Plus and minus zoom, F fits the whole run, Shift with an arrow moves the view. The table
        below has the same facts.
      </p>
      <p
        role="status"
        className="min-h-7 truncate border-line border-t px-3 py-1 text-[0.8125rem] text-ink-2"
      >
        {keys.said}
      </p>
      <figure className="border-line border-t">
        <figcaption className="num px-3 pt-1 text-[0.8125rem] text-ink-3">
          Throughput, peak {formatRate(peak)}
        </figcaption>
        <canvas
          ref={curve}
          role="img"
          aria-label={`Throughput of the run: peak ${formatRate(peak)}.`}
          className="block w-full"
          style={{ height: CURVE_HEIGHT }}
        />
      </figure>
    </div>
  );
});

/** The row of each access point, by its index; -1 when it is not shown. */
function rowIndices(rows: readonly PictureRow[], count: number): Int32Array {
  const indices = new Int32Array(count).fill(-1);
  for (const [i, row] of rows.entries()) if (row.kind === "ap") indices[row.ap.index] = i;
  return indices;
}
