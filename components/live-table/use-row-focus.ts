/** The arrow keys in a live table: one row at a time is in the tab order, and the keys move it. */
"use client";

import { type KeyboardEvent, useState } from "react";

/** Where a key leads from row `index`; undefined for a key that does not move. */
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

export function useRowFocus(count: number, rowsPerPage: () => number, reveal: (index: number) => void) {
  const [place, setPlace] = useState({ index: 0, moved: false });
  const active = Math.min(place.index, Math.max(0, count - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset.index;
    if (from === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = moveFocus(event.key, Number(from), count, rowsPerPage());
    if (next === undefined) return;
    event.preventDefault();
    reveal(next);
    setPlace({ index: next, moved: true });
  };
  return { active, focused: place.moved ? active : -1, onKeyDown };
}
