/** Whether an element is narrower than a width, as it is laid out now. */
"use client";

import { type RefObject, useEffect, useState } from "react";

export function useNarrow(element: RefObject<HTMLElement | null>, belowPixels: number): boolean {
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setNarrow(entry.contentRect.width < belowPixels);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, belowPixels]);
  return narrow;
}
