import { expect, test } from "vitest";
import type { RecordedEvent } from "@/lib/contracts/events";
import { fakeClock } from "@/lib/testing/fake-clock";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { BatchWriter } from "./batch-writer";
import { recentEvents } from "./recent-events";

const rebooted = (seq: number, apId: string): RecordedEvent => ({
  type: "ap.rebooted",
  data: { apId, reason: "by operator" },
  seq,
  at: seq,
  wallAt: seq,
});

test("events that wait for the next batch, or are being written, are read before the stored ones", async () => {
  const { events: store } = createMemoryStore();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  const append = async (rows: readonly RecordedEvent[]) => {
    if (isHeld) await held;
    await store.append(rows);
  };
  const writer = new BatchWriter<RecordedEvent>(append, fakeClock(), () => undefined);
  const read = recentEvents(store, writer);
  writer.add(rebooted(1, "a"));
  await writer.flush();
  isHeld = true;
  writer.add(rebooted(2, "b"));
  writer.add(rebooted(3, "a"));
  const written = writer.flush();
  writer.add(rebooted(4, "a"));
  expect((await read({ limit: 10 })).map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  expect((await read({ apId: "a", limit: 2 })).map(({ seq }) => seq)).toEqual([4, 3]);
  release();
  await written;
  await writer.flush();
  expect(writer.unwritten()).toEqual([]);
  expect((await read({ apId: "a", limit: 10 })).map(({ seq }) => seq)).toEqual([4, 3, 1]);
});

test("an event that is stored while the store is read is there once", async () => {
  const { events: store } = createMemoryStore();
  const writer = new BatchWriter<RecordedEvent>(store.append, fakeClock(), () => undefined);
  writer.add(rebooted(1, "a"));
  const slow = recentEvents(
    {
      async read(query) {
        await writer.flush();
        return await store.read(query);
      },
    },
    writer,
  );
  expect((await slow({ limit: 10 })).map(({ seq }) => seq)).toEqual([1]);
});
