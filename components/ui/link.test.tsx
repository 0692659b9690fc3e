// @vitest-environment happy-dom
import { cleanup, createEvent, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Link } from "./link";

const router = vi.hoisted(() => ({ push: vi.fn(), prefetch: vi.fn() }));
vi.mock("next/navigation", () => ({ useRouter: () => router }));
beforeEach(() => {
  vi.clearAllMocks();
});
afterEach(cleanup);

const link = () => screen.getByRole("link");
/** Clicks. @returns whether the browser follows the link by itself */
function isLeftToBrowser(init: MouseEventInit = {}): boolean {
  const click = createEvent.click(link(), init);
  fireEvent(link(), click);
  return !click.defaultPrevented;
}

test.each(["pointerEnter", "touchStart", "focus"] as const)(
  "a page is prefetched on %s, and not before",
  (event) => {
    const heard = vi.fn();
    render(<Link href="/runs" onPointerEnter={heard} onTouchStart={heard} onFocus={heard} />);
    expect(router.prefetch).not.toHaveBeenCalled();
    fireEvent[event](link());
    expect(router.prefetch).toHaveBeenCalledExactlyOnceWith("/runs");
    expect(heard).toHaveBeenCalledOnce();
  },
);

test("a link with prefetch off does not prefetch on hover", () => {
  render(<Link href="/runs" prefetch={false} />);
  fireEvent.pointerEnter(link());
  expect(router.prefetch).not.toHaveBeenCalled();
});

test("a click shows the page without loading the document anew", () => {
  render(<Link href="/runs?result=failed#row" />);
  expect(link().getAttribute("href")).toBe("/runs?result=failed#row");
  expect(isLeftToBrowser()).toBe(false);
  expect(router.push).toHaveBeenCalledExactlyOnceWith("/runs?result=failed#row");
});

test.each([{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { altKey: true }, { button: 1 }])(
  "a click with %o is the browser's: another tab, or a download",
  (init) => {
    render(<Link href="/runs" />);
    expect(isLeftToBrowser(init)).toBe(true);
    expect(router.push).not.toHaveBeenCalled();
  },
);

test("a link to another window, and a click that somebody else has handled, are left alone", () => {
  render(<Link href="/runs" target="_blank" />);
  expect(isLeftToBrowser()).toBe(true);
  cleanup();
  render(<Link href="/runs" onClick={(event) => event.preventDefault()} />);
  isLeftToBrowser();
  expect(router.push).not.toHaveBeenCalled();
});
