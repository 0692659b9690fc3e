/** Keeps a live list scrolled to its end while the user follows it. */
"use client";

import { type RefObject, useEffect } from "react";

/**
 * @param last the index of the last item; -1 for none
 * @param height of all items, pixels; it changes as wrapped lines are measured
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
