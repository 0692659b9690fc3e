// @vitest-environment happy-dom
import { act, cleanup } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { positionKey, type TimelineEntry } from "@/lib/contracts/timeline";
import { livePage } from "@/lib/testing/live-page";
import { NO_FILTER, type TimelineFilter } from "./timeline-filter";
import { useTimeline } from "./use-timeline";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const entry = (wallAt: number): TimelineEntry => ({
  key: positionKey({ wallAt, kind: "line", id: 1 }),
  wallAt,
  at: wallAt,
  source: "controller",
  severity: 5,
  apId: null,
  transferId: null,
  upgradeId: null,
  by: null,
  text: `line ${wallAt}`,
});

/** A stored timeline that answers `timeline.read` like the engine: pages before or after a position. */
function storedTimeline(times: number[]) {
  const state = { times, isDown: false, asOf: Math.max(...times) };
  const page = livePage({
    "timeline.read": ({ before, after, limit = 0, text = "" }) => {
      if (state.isDown) return { ok: false, fault: fault("timed-out", "No answer.") };
      const all = state.times.map(entry).filter((each) => each.text.includes(text));
      const found = all.filter(({ key }) => (!before || key < before) && (!after || key > after));
      const entries = after ? found.slice(0, limit) : found.slice(-limit);
      return { ok: true, value: { entries, more: entries.length < found.length, asOf: state.asOf } };
    },
  });
  const grow = async (...more: number[]) => {
    state.times = [...state.times, ...more];
    state.asOf = Math.max(...state.times);
    page.put("timeline", { timeline: { entries: state.times.length } as never });
    await settle();
  };
  return { page, state, grow };
}
const settle = () => act(() => vi.advanceTimersByTimeAsync(1000));
const times = (entries: readonly TimelineEntry[]) => entries.map(({ wallAt }) => wallAt);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => 2_000_000 + from + i);

test("loads the newest page first, then older pages on request up to the beginning", async () => {
  const { page } = storedTimeline(range(0, 500));
  const { result } = page.renderHook(() => useTimeline(NO_FILTER, true));
  expect(result.current.older.phase).toBe("asking");
  await settle();
  expect(times(result.current.entries)).toEqual(range(100, 500));
  expect(result.current.older.phase).toBe("more");
  act(() => result.current.loadOlder());
  await settle();
  expect(times(result.current.entries)).toEqual(range(0, 500));
  expect(result.current.older.phase).toBe("beginning");
});

test("adds new entries when the live row says that the timeline has grown", async () => {
  const { page, grow } = storedTimeline(range(0, 3));
  const { result } = page.renderHook(() => useTimeline(NO_FILTER, true));
  await settle();
  await grow(2_000_003, 2_000_004);
  await grow(2_000_005);
  expect(times(result.current.entries)).toEqual(range(0, 6));
});

test("another filter starts over with its own entries after a pause in typing", async () => {
  const { page } = storedTimeline([2_000_001, 2_000_002, 3_000_001]);
  let filter: TimelineFilter = NO_FILTER;
  const { result, rerender } = page.renderHook(() => useTimeline(filter, true));
  await settle();
  filter = { ...NO_FILTER, text: "line 3" };
  rerender();
  expect(result.current.entries).toEqual([]);
  await settle();
  expect(times(result.current.entries)).toEqual([3_000_001]);
});

test("a failed read is reported, keeps what is loaded, and can be repeated", async () => {
  const { page, state } = storedTimeline(range(0, 500));
  const { result } = page.renderHook(() => useTimeline(NO_FILTER, true));
  await settle();
  state.isDown = true;
  act(() => result.current.loadOlder());
  await settle();
  expect(result.current.older).toMatchObject({ phase: "failed", fault: { message: "No answer." } });
  expect(result.current.entries).toHaveLength(400);
  state.isDown = false;
  act(() => result.current.loadOlder());
  await settle();
  expect(result.current.older.phase).toBe("beginning");
});

test("a tab that missed more than the newest pages starts over at the end", async () => {
  const { page, grow } = storedTimeline(range(0, 10));
  const { result } = page.renderHook(() => useTimeline(NO_FILTER, true));
  await settle();
  await grow(...range(20_000, 30_000));
  await settle();
  expect(times(result.current.entries)).toEqual(range(29_600, 30_000));
  expect(result.current.older.phase).toBe("more");
});
