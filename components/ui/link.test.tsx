// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Link } from "./link";

vi.mock("next/link", () => ({
  default: ({ prefetch, ...others }: { prefetch: boolean | null }) => (
    <a {...others} data-prefetch={String(prefetch)} />
  ),
}));
afterEach(cleanup);

/** The `prefetch` that Next was given: "false" for none, "null" for its default. */
const prefetch = () => screen.getByRole("link").dataset.prefetch;

test.each(["pointerEnter", "focus"] as const)("a page is prefetched on %s, and not before", (event) => {
  const heard = vi.fn();
  render(<Link href="/runs" onPointerEnter={heard} onFocus={heard} />);
  expect(prefetch()).toBe("false");
  fireEvent[event](screen.getByRole("link"));
  expect(prefetch()).toBe("null");
  expect(heard).toHaveBeenCalledOnce();
});

test("a link with prefetch off does not prefetch on hover", () => {
  render(<Link href="/runs" prefetch={false} />);
  fireEvent.pointerEnter(screen.getByRole("link"));
  expect(prefetch()).toBe("false");
});
