/** Arrow keys in a live table: exactly one row is in the tab order, and the keys move it. */
"use client";

import { type KeyboardEvent, useState } from "react";

/** The row index after a key press in row `index`; undefined for keys that do not move the focus. */
export function moveFocus(key: string, index: number, count: number, page: number): number | undefined {
  const to = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

/** `active` is the row in the tab order; `focused` the row that the keys moved to, or -1. */
export function useRowFocus(count: number, rowsPerPage: () => number, reveal: (index: number) => void) {
  const [position, setPosition] = useState({ index: 0, moved: false });
  const active = Math.min(position.index, Math.max(0, count - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset.index;
    if (from === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = moveFocus(event.key, Number(from), count, rowsPerPage());
    if (next === undefined) return;
    event.preventDefault();
    reveal(next);
    setPosition({ index: next, moved: true });
  };
  return { active, focused: position.moved ? active : -1, onKeyDown };
}
