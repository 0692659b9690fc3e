/** Tells a virtualizer how large its scrolling element is, without making the browser lay the page out early. */
"use client";

import { elementScroll, type Rect, type Virtualizer, type VirtualizerOptions } from "@tanstack/react-virtual";
import { startTransition } from "react";

type Options = VirtualizerOptions<HTMLDivElement, Element>;

/** The elements whose size {@link observeSize} has told. */
const measured = new WeakSet<Element>();

/**
 * For `scrollToFn` of a virtualizer. A new element is at its top already, and to scroll it there would force a layout. Before
 * {@link observeSize} has told its size, it is new.
 */
export const scrollOnceShown: Options["scrollToFn"] = (offset, options, virtualizer) => {
  const { scrollElement } = virtualizer;
  if (offset === 0 && scrollElement !== null && !measured.has(scrollElement)) return;
  elementScroll(offset, options, virtualizer);
};

/**
 * For `observeElementRect` of a virtualizer. The library's own function reads the size at once, and the browser must lay out
 * the whole new page for that, then again with the rows. This one waits for the browser's own layout, and the rows are
 * rendered in slices.
 */
export function observeSize(
  { scrollElement }: Virtualizer<HTMLDivElement, Element>,
  onSize: (size: Rect) => void,
): (() => void) | undefined {
  if (scrollElement === null) return;
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = scrollElement;
    measured.add(scrollElement);
    startTransition(() => onSize({ width, height }));
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
}
