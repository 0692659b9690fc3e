// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveProvider, useLive } from "./live-context";

/** The requests for the stream, which no server answers. */
let signals: AbortSignal[] = [];
beforeEach(() => {
  signals = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((_url, { signal } = {}) => {
    if (signal) signals.push(signal);
    return new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  });
});
afterEach(cleanup);

const mount = () => renderHook(() => useLive(), { wrapper: LiveProvider });

test("a page has one stream while it is mounted, and none after that", async () => {
  const { result, rerender, unmount } = mount();
  const stop = result.current.client.follow("aps");
  await vi.waitFor(() => expect(signals.filter(({ aborted }) => !aborted)).toHaveLength(1));
  const { client, store } = result.current;
  rerender();
  expect([result.current.client, result.current.store]).toEqual([client, store]);
  stop();
  unmount();
  await vi.waitFor(() => expect(signals.filter(({ aborted }) => !aborted)).toHaveLength(0));
});

test("a visible page reconnects when the network is back or the browser shows it again", () => {
  const { result } = mount();
  const wake = vi.spyOn(result.current.client, "wake");
  for (const [target, type] of [
    [window, "online"],
    [window, "pageshow"],
    [document, "visibilitychange"],
  ] as const)
    act(() => void target.dispatchEvent(new Event(type)));
  expect(wake).toHaveBeenCalledTimes(3);
});

test("a hidden page does not reconnect", () => {
  const { result } = mount();
  const wake = vi.spyOn(result.current.client, "wake");
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  act(() => void window.dispatchEvent(new Event("online")));
  expect(wake).not.toHaveBeenCalled();
});

test("a component outside the provider fails with the name of what is missing", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => renderHook(() => useLive())).toThrow("LiveProvider is missing above this component");
});
