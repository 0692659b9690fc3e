/** Tells whether an element is narrower than a given width. */
"use client";

import { type RefObject, useEffect, useState } from "react";

/** True while the laid-out width of `element` is below `belowPixels`; false until it is measured. */
export function useIsNarrower(element: RefObject<HTMLElement | null>, belowPixels: number): boolean {
  const [isNarrower, setIsNarrower] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setIsNarrower(entry.contentRect.width < belowPixels);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, belowPixels]);
  return isNarrower;
}
