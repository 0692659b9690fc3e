/** The pointer on the picture: what lies under it, dragging the view and the cursor, and the wheel. */
"use client";

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { describeAt } from "@/components/fleet/run-moments";
import type { ReplayClock } from "@/lib/client/runs/replay-clock";
import type { RunTimeline, TimelineAp } from "@/lib/client/runs/run-timeline";
import { AXIS_HEIGHT } from "./draw-picture";
import type { PictureRow } from "./picture-rows";
import { pan, type TimeWindow, toTime, toX, zoom } from "./time-window";

/** The part of the picture that is in view, changed in place: a frame must not wait for React. */
export type PictureFrame = { window: TimeWindow | null; gutter: number; width: number };

export type PictureParts = {
  timeline: RunTimeline;
  rows: readonly PictureRow[];
  rowHeight: number;
  clock: ReplayClock;
  frame: RefObject<PictureFrame>;
  whole: () => TimeWindow;
  /** Null fits the whole run. */
  change: (window: TimeWindow | null) => void;
  scroller: RefObject<HTMLDivElement | null>;
  onSelect: (ap: TimelineAp) => void;
  onFocus: (row: number | null) => void;
};

/** The note beside the pointer, in pixels of the picture. */
export type PictureTip = { x: number; y: number; name: string; text: string; isFailure: boolean };

const TIP_WIDTH = 320;
/** So close to a failed try or to the cursor, the pointer means it. */
const NEAR_PIXELS = 6;
const CLICK_PIXELS = 4;

type Drag = { what: "cursor" | "view"; x: number; y: number; lastX: number; moved: boolean };

export function usePicturePointer(parts: PictureParts) {
  const { timeline, rows, rowHeight, clock, frame, whole, change, scroller, onSelect, onFocus } = parts;
  const [tip, setTip] = useState<PictureTip | null>(null);
  const drag = useRef<Drag | null>(null);

  const window = () => frame.current.window ?? whole();
  const axisWidth = () => frame.current.width - frame.current.gutter;
  const timeAt = (x: number) => toTime(window(), x - frame.current.gutter, axisWidth());
  const place = (event: { clientX: number; clientY: number }) => {
    const bounds = scroller.current?.getBoundingClientRect();
    return { x: event.clientX - (bounds?.left ?? 0), y: event.clientY - (bounds?.top ?? 0) };
  };
  const rowAt = (y: number): number | null => {
    if (y < AXIS_HEIGHT) return null;
    const row = Math.floor((y - AXIS_HEIGHT + (scroller.current?.scrollTop ?? 0)) / rowHeight);
    return rows[row]?.kind === "ap" ? row : null;
  };

  // React's wheel listeners are passive, and the zoom must keep the page from zooming.
  const onWheel = useRef<(event: WheelEvent) => void>(() => undefined);
  onWheel.current = (event) => {
    const isZoom = event.ctrlKey || event.metaKey;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (!isZoom && sideways === 0) return;
    event.preventDefault();
    const { x } = place(event);
    if (isZoom) return change(zoom(window(), whole(), 2 ** (-event.deltaY / 200), timeAt(x)));
    const span = window().to - window().from;
    change(pan(window(), whole(), (sideways / Math.max(1, axisWidth())) * span));
  };
  useEffect(() => {
    const host = scroller.current;
    const listener = (event: WheelEvent) => onWheel.current(event);
    host?.addEventListener("wheel", listener, { passive: false });
    return () => host?.removeEventListener("wheel", listener);
  }, [scroller]);

  const hover = (x: number, y: number) => {
    const index = rowAt(y);
    const row = index === null ? undefined : rows[index];
    if (row?.kind !== "ap" || x < frame.current.gutter) return setTip(null);
    const nearMs = ((window().to - window().from) / Math.max(1, axisWidth())) * NEAR_PIXELS;
    const moment = describeAt(timeline, row.ap, timeAt(x), clock.to, nearMs);
    if (moment === undefined) return setTip(null);
    const left = Math.min(x + 14, Math.max(0, frame.current.width - TIP_WIDTH));
    setTip({ x: left, y: y + 16, name: row.ap.name, text: moment.text, isFailure: moment.isFailure });
  };

  return {
    tip,
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      const { x, y } = place(event);
      // The scroll bar is outside the drawn width.
      if (event.button !== 0 || x > frame.current.width) return;
      const cursorX = frame.current.gutter + toX(window(), clock.instant, axisWidth());
      const isCursor = x >= frame.current.gutter && (y < AXIS_HEIGHT || Math.abs(x - cursorX) <= NEAR_PIXELS);
      drag.current = { what: isCursor ? "cursor" : "view", x, y, lastX: x, moved: false };
      event.currentTarget.setPointerCapture(event.pointerId);
      if (isCursor) clock.seek(timeAt(x));
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const { x, y } = place(event);
      const { current } = drag;
      if (current === null) return hover(x, y);
      if (Math.hypot(x - current.x, y - current.y) > CLICK_PIXELS) current.moved = true;
      if (current.what === "cursor") clock.seek(timeAt(x));
      else if (current.moved) {
        const perPixel = (window().to - window().from) / Math.max(1, axisWidth());
        // The whole run is in view already: there is nothing to move.
        if (frame.current.window !== null) change(pan(window(), whole(), (current.lastX - x) * perPixel));
      }
      current.lastX = x;
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const { current } = drag;
      drag.current = null;
      if (current === null || current.moved || current.what === "cursor") return;
      const index = rowAt(place(event).y);
      const row = index === null ? undefined : rows[index];
      if (row?.kind !== "ap") return;
      onFocus(index);
      onSelect(row.ap);
    },
    onPointerLeave() {
      setTip(null);
    },
  };
}
