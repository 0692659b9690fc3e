/** Keeps a list that grows at its end where its end is, as long as the reader follows. */
"use client";

import { type RefObject, useEffect } from "react";

/**
 * @param last the index of the last item; -1 without any.
 * @param height of all items, pixels. Lines wrap: where the end is changes as they are drawn and measured.
 */
export function useFollowEnd(
  scroller: RefObject<HTMLElement | null>,
  following: boolean,
  last: number,
  height: number,
): void {
  useEffect(() => {
    if (!following || last < 0) return;
    const frame = requestAnimationFrame(() => {
      if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, following, last, height]);
}
