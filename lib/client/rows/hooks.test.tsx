// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { livePage } from "@/lib/testing/live-page";
import { useConnection, useIsConnected, useOnlyRow, useRow, useRowKeys, useTopic } from "./hooks";

test("useTopic is pending until the snapshot is complete", () => {
  const page = livePage();
  const { result } = page.renderHook(() => useTopic("aps"));
  expect(result.current).toBe("pending");
  page.put("aps", {});
  expect(result.current).toBe("ready");
});

test("useTopic follows its topic while the component is mounted", async () => {
  const page = livePage();
  page.client.start();
  const { unmount } = page.renderHook(() => useTopic("aps"));
  await act(() => page.clock.run(100));
  expect(page.requests.at(-1)?.get("topics")).toBe("aps");
  page.renderHook(() => useTopic("servers"));
  unmount();
  await act(() => page.clock.run(5_000));
  expect(page.requests.at(-1)?.get("topics")).toBe("servers");
});

test("useRow renders again for changes of its own row only", () => {
  const page = livePage();
  page.put("aps", { a: { name: "ap-a", rate: 0 }, b: { name: "ap-b", rate: 0 } });
  let renders = 0;
  const { result } = page.renderHook(() => {
    renders++;
    return useRow("aps", "a");
  });
  const before = renders;
  page.patch("aps", "b", { rate: 7 });
  expect(renders).toBe(before);
  page.patch("aps", "a", { rate: 9 });
  expect(result.current).toMatchObject({ name: "ap-a", rate: 9 });
  expect(renders).toBe(before + 1);
});

test("useRow is undefined for a row that does not exist, and for the key null", () => {
  const page = livePage();
  page.put("aps", { a: { name: "ap-a" } });
  expect(page.renderHook(() => useRow("aps", "x")).result.current).toBeUndefined();
  expect(page.renderHook(() => useRow("aps", null)).result.current).toBeUndefined();
});

test("useRowKeys and useOnlyRow follow rows that are added and removed", () => {
  const page = livePage();
  const keys = page.renderHook(() => useRowKeys("controller"));
  const only = page.renderHook(() => useOnlyRow("controller"));
  expect(only.result.current).toBeUndefined();
  page.put("controller", { controller: { name: "EWC" } });
  expect(keys.result.current).toEqual(["controller"]);
  expect(only.result.current).toMatchObject({ name: "EWC" });
});

test("useConnection shows the phases of the connection, with the reason of the server", async () => {
  const page = livePage();
  const { result } = page.renderHook(() => {
    useTopic("aps");
    return useConnection();
  });
  expect(result.current.phase).toBe("connecting");
  page.client.start();
  await act(() => page.clock.run(100));
  await act(() => page.complete({ epoch: "abcdef1", seq: 1 }));
  expect(result.current.phase).toBe("live");
  const fault = { code: "engine-unreachable", message: "The engine stopped." };
  page.refuseWith(() => Promise.resolve(Response.json({ fault }, { status: 503 })));
  await act(() => page.cut());
  await act(() => page.clock.run(1));
  expect(result.current).toEqual({ phase: "lost", reason: "The engine stopped." });
});

test("useIsConnected ignores a short loss and reports a longer one", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const page = livePage();
    const { result } = page.renderHook(() => {
      useTopic("aps");
      return useIsConnected();
    });
    page.client.start();
    await act(() => page.clock.run(100));
    await act(() => page.complete({ epoch: "abcdef1", seq: 1 }));
    page.refuseWith(() => Promise.reject(new TypeError("network")));
    await act(() => page.cut());
    act(() => vi.advanceTimersByTime(1_000));
    expect(result.current).toBe(true);
    act(() => vi.advanceTimersByTime(1_000));
    expect(result.current).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
