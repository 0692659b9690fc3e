// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dismiss, notify, toastState } from "./toast-store";
import { Toaster } from "./toaster";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  for (const { id } of toastState.read()) dismiss(id);
  vi.useRealTimers();
});

const region = () => screen.getByRole("region", { name: /^Notifications/ });
const titles = () =>
  within(region())
    .queryAllByRole("listitem")
    .map((item) => item.textContent);

test("a toast is shown in a labeled region, with title and body", () => {
  render(<Toaster />);
  act(() => notify("Profile saved", { body: "Image download is enabled." }));
  expect(titles()).toEqual(["Profile savedImage download is enabled."]);
});

test("a toast disappears after its duration, and one without a duration stays", () => {
  render(<Toaster />);
  act(() => notify("Short", { durationMs: 1_000 }));
  act(() => notify("Permanent", { durationMs: null }));
  act(() => vi.advanceTimersByTime(1_500));
  expect(titles()).toEqual(["Permanent"]);
});

test("a toast with the id of another replaces it, and at most four are shown", () => {
  render(<Toaster />);
  act(() => notify("First", { id: "a" }));
  act(() => notify("Second", { id: "a" }));
  expect(titles()).toEqual(["Second"]);
  act(() => {
    for (const title of ["3", "4", "5", "6"]) notify(title);
  });
  expect(titles()).toEqual(["3", "4", "5", "6"]);
});

test("the close button removes a toast", () => {
  render(<Toaster />);
  act(() => notify("Rebooting 4 access points"));
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(toastState.read()).toEqual([]);
});

test("F8 moves the focus to the toasts", () => {
  render(<Toaster />);
  act(() => notify("Rebooting 4 access points"));
  fireEvent.keyDown(document, { key: "F8", code: "F8" });
  expect(region().contains(document.activeElement)).toBe(true);
});

test("a toast is announced to screen readers", () => {
  render(<Toaster />);
  act(() => notify("Profile saved"));
  act(() => vi.advanceTimersByTime(100));
  expect(screen.getAllByRole("status").map((status) => status.textContent)).toContain(
    "Notification Profile saved",
  );
});
