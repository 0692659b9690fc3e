import { expect, test, vi } from "vitest";
import type { Delta, StreamMessage } from "@/lib/contracts/stream";
import { RowStore } from "./row-store";

const at = (seq: number) => ({ epoch: "abcdef1", seq });
const snapshot = (key: string, bytes: number, topic: "aps" | "servers" = "aps"): StreamMessage => ({
  event: "snapshot",
  data: { topic, rows: [{ key, row: { name: key, bytes } }] },
});
const complete = (seq: number, topics: ("aps" | "servers" | "install")[] = ["aps"]): StreamMessage => ({
  event: "snapshot-complete",
  data: { position: at(seq), topics },
});
const delta = (seq: number, ...deltas: Delta[]): StreamMessage => ({
  event: "delta",
  data: { deltas, position: at(seq) },
});
const patch = (seq: number, key: string, bytes: number): Delta => ({
  seq,
  topic: "aps",
  key,
  op: "patch",
  set: { bytes },
});
const ready = (): RowStore => {
  const store = new RowStore();
  for (const message of [snapshot("a", 1), snapshot("b", 1), complete(5)]) store.apply(message);
  return store;
};

test("a topic is pending until its snapshot is complete, and an empty topic is ready", () => {
  const store = new RowStore();
  store.apply(snapshot("a", 1));
  expect(store.status("aps")).toBe("pending");
  expect(store.keys("aps")).toEqual([]);
  store.apply(complete(5, ["aps", "servers"]));
  expect(store.keys("aps")).toEqual(["a"]);
  expect(store.status("servers")).toBe("ready");
  expect(store.keys("servers")).toEqual([]);
});

test("a new snapshot replaces all rows at once, and equal rows stay the same objects", () => {
  const store = ready();
  const before = store.row("aps", "a");
  store.apply(snapshot("a", 1));
  expect(store.keys("aps")).toEqual(["a", "b"]);
  store.apply(complete(9));
  expect(store.keys("aps")).toEqual(["a"]);
  expect(store.row("aps", "a")).toBe(before);
});

test("a listener sees the position that belongs to the rows that it is told about", () => {
  const store = ready();
  const seen: unknown[] = [];
  store.subscribeTopic("aps", () => seen.push(store.position));
  store.apply(snapshot("a", 1));
  store.apply({
    event: "snapshot-complete",
    data: { position: { epoch: "abcdef2", seq: 0 }, topics: ["aps"] },
  });
  expect(seen).toEqual([{ epoch: "abcdef2", seq: 0 }]);
});

test("an incomplete snapshot of a lost connection is dropped", () => {
  const store = ready();
  store.apply(snapshot("ghost", 1));
  store.beginConnection();
  store.apply(snapshot("a", 2));
  store.apply(complete(9));
  expect(store.keys("aps")).toEqual(["a"]);
});

test("a message notifies the listeners of changed rows, and those of the topic once", () => {
  const store = ready();
  const [a, b, topic] = [vi.fn(), vi.fn(), vi.fn()];
  store.subscribeRow("aps", "a", a);
  store.subscribeRow("aps", "b", b);
  store.subscribeTopic("aps", topic);
  store.apply(delta(8, patch(6, "a", 2), patch(7, "a", 3), patch(8, "a", 4)));
  expect(a).toHaveBeenCalledTimes(1);
  expect(b).not.toHaveBeenCalled();
  expect(topic).toHaveBeenCalledTimes(1);
  expect(topic.mock.calls[0]?.[0]).toMatchObject({ membership: false, fields: new Set(["bytes"]) });
  expect(store.row("aps", "a")).toMatchObject({ bytes: 4 });
});

test("the list of keys stays the same array until a row is added or removed", () => {
  const store = ready();
  const keys = store.keys("aps");
  store.apply(delta(6, patch(6, "a", 2)));
  expect(store.keys("aps")).toBe(keys);
  store.apply(delta(7, { seq: 7, topic: "aps", key: "b", op: "del" }));
  expect(store.keys("aps")).toEqual(["a"]);
});

test("deltas that were already applied are ignored", () => {
  const store = ready();
  store.apply(delta(7, patch(7, "a", 70)));
  store.apply(delta(7, patch(6, "a", 60), patch(7, "a", 70)));
  expect(store.row("aps", "a")).toMatchObject({ bytes: 70 });
});

test("a patch of an unknown row, or a message from another run of the engine, requires a snapshot", () => {
  expect(ready().apply(delta(6, patch(6, "unknown", 1)))).toBe(false);
  expect(
    ready().apply({ event: "delta", data: { deltas: [], position: { epoch: "other00", seq: 9 } } }),
  ).toBe(false);
  expect(ready().apply({ event: "resumed", data: { position: { epoch: "other00", seq: 9 } } })).toBe(false);
});

test("a topic that is no longer followed loses its rows and becomes pending", () => {
  const store = ready();
  const listener = vi.fn();
  store.subscribeRow("aps", "a", listener);
  store.retain(["servers"]);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.status("aps")).toBe("pending");
  expect(store.row("aps", "a")).toBeUndefined();
});

test("a log keeps its newest 5,000 lines", () => {
  const store = new RowStore();
  store.apply(complete(0, ["install"]));
  const lines = Array.from({ length: 6_000 }, (_, i): Delta => {
    return { seq: i + 1, topic: "install", key: String(i), op: "put", row: { id: i } };
  });
  store.apply(delta(6_000, ...lines));
  expect(store.keys("install")).toHaveLength(5_000);
  expect(store.keys("install")[0]).toBe("1000");
});
