// @vitest-environment happy-dom
import { Virtualizer } from "@tanstack/react-virtual";
import { expect, test, vi } from "vitest";
import { giveElementsSize } from "@/lib/testing/live-page";
import { observeSize, scrollOnceShown } from "./observe-size";

giveElementsSize(800, 300);

/** A virtualizer of 100 rows in a new element, before it has a size. */
function rows() {
  const element = document.createElement("div");
  const scrollTo = vi.spyOn(element, "scrollTo");
  const virtualizer = new Virtualizer<HTMLDivElement, Element>({
    count: 100,
    getScrollElement: () => element,
    estimateSize: () => 30,
    scrollToFn: scrollOnceShown,
    observeElementRect: () => undefined,
    observeElementOffset: () => undefined,
    onChange: () => undefined,
  });
  virtualizer._willUpdate();
  return { virtualizer, scrollTo };
}

test("the size is told when the browser has laid the element out", () => {
  const { virtualizer } = rows();
  const sizes: unknown[] = [];
  const stop = observeSize(virtualizer, (size) => sizes.push(size));
  expect(sizes).toEqual([{ width: 800, height: 300 }]);
  stop?.();
});

test("a new element is not scrolled to its top, and one with a size is", () => {
  const { virtualizer, scrollTo } = rows();
  expect(scrollTo).not.toHaveBeenCalled();
  const stop = observeSize(virtualizer, () => undefined);
  scrollOnceShown(0, {}, virtualizer);
  expect(scrollTo).toHaveBeenCalledTimes(1);
  stop?.();
});
