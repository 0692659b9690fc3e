/** The picture by keyboard: rows up and down, the moments of one access point left and right, zoom and pan. */
"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { type Moment, momentsOf } from "@/components/fleet/run-moments";
import { AXIS_HEIGHT } from "./draw-picture";
import { pan, reveal } from "./time-window";
import type { PictureParts } from "./use-picture-pointer";

const PAGE_ROWS = 20;
/** Part of the view that one step of panning moves. */
const PAN_PART = 0.2;

export function usePictureKeys(
  parts: PictureParts & { focused: number | null; zoomBy: (factor: number) => void },
) {
  const { timeline, rows, rowHeight, clock, frame, whole, change, scroller, onSelect } = parts;
  const { focused, onFocus, zoomBy } = parts;
  const [said, setSaid] = useState("");
  const moment = useRef(-1);

  const apOf = (index: number | null) => {
    const row = index === null ? undefined : rows[index];
    return row?.kind === "ap" ? row.ap : null;
  };
  const say = (name: string, one: Moment | undefined) => setSaid(one ? `${name}, ${one.text}` : name);

  /** The next row of an access point from here, in this direction. */
  const focusRow = (from: number, direction: 1 | -1) => {
    let index = Math.min(Math.max(from, 0), rows.length - 1);
    while (rows[index] !== undefined && rows[index]?.kind !== "ap") index += direction;
    const ap = apOf(index);
    if (ap === null) return;
    onFocus(index);
    const moments = momentsOf(timeline, ap, clock.to);
    moment.current = moments.findLastIndex(({ at }) => at <= clock.instant);
    say(ap.name, moments[moment.current]);
    const host = scroller.current;
    if (host === null) return;
    const top = index * rowHeight;
    if (top < host.scrollTop) host.scrollTop = Math.max(0, top - rowHeight);
    else if (top + rowHeight + AXIS_HEIGHT > host.scrollTop + host.clientHeight)
      host.scrollTop = top + rowHeight + AXIS_HEIGHT - host.clientHeight;
  };
  const focusMoment = (by: 1 | -1) => {
    const ap = apOf(focused);
    if (ap === null) return focusRow(0, 1);
    const moments = momentsOf(timeline, ap, clock.to);
    moment.current = Math.min(Math.max(moment.current + by, 0), moments.length - 1);
    const one = moments[moment.current];
    say(ap.name, one);
    if (one !== undefined && frame.current.window !== null)
      change(reveal(frame.current.window, whole(), one.at));
  };
  const panBy = (direction: 1 | -1) => {
    const window = frame.current.window ?? whole();
    change(pan(window, whole(), (window.to - window.from) * PAN_PART * direction));
  };
  const select = () => {
    const ap = apOf(focused);
    if (ap !== null) onSelect(ap);
  };

  const actions: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: () => focusRow(focused === null ? 0 : focused + 1, 1),
    ArrowUp: () => focusRow(focused === null ? rows.length - 1 : focused - 1, -1),
    PageDown: () => focusRow((focused ?? 0) + PAGE_ROWS, -1),
    PageUp: () => focusRow((focused ?? 0) - PAGE_ROWS, 1),
    Home: () => focusRow(0, 1),
    End: () => focusRow(rows.length - 1, -1),
    ArrowRight: (event) => (event.shiftKey ? panBy(1) : focusMoment(1)),
    ArrowLeft: (event) => (event.shiftKey ? panBy(-1) : focusMoment(-1)),
    Enter: select,
    "+": () => zoomBy(2),
    "=": () => zoomBy(2),
    "-": () => zoomBy(0.5),
    f: () => change(null),
    F: () => change(null),
  };
  return {
    said,
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = actions[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    },
    /** Coming by keyboard, the first access point is said at once. */
    onFocus(event: { currentTarget: Element }) {
      if (focused === null && event.currentTarget.matches(":focus-visible")) focusRow(0, 1);
    },
  };
}
