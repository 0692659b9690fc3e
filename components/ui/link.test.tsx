// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Link } from "./link";

vi.mock("next/link", () => ({
  default: ({ prefetch, ...others }: { prefetch: boolean | null }) => (
    <a {...others} data-ahead={String(prefetch)} />
  ),
}));
afterEach(cleanup);

/** What Next was asked to do: "false" for nothing, "null" for its usual loading ahead. */
const ahead = () => screen.getByRole("link").dataset.ahead;

test.each(["pointerEnter", "focus"] as const)("a page is loaded ahead at %s, and not before", (event) => {
  const heard = vi.fn();
  render(<Link href="/runs" onPointerEnter={heard} onFocus={heard} />);
  expect(ahead()).toBe("false");
  fireEvent[event](screen.getByRole("link"));
  expect(ahead()).toBe("null");
  expect(heard).toHaveBeenCalledOnce();
});

test("a link in rows that pass below the pointer loads nothing ahead", () => {
  render(<Link href="/runs" prefetch={false} />);
  fireEvent.pointerEnter(screen.getByRole("link"));
  expect(ahead()).toBe("false");
});
