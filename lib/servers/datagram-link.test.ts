/** A bad link keeps order and pace, and loses by its seed; what is sent goes through it untouched. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { seededChance } from "@/lib/kit/chance";
import type { DatagramOptions } from "./datagram";
import { type DatagramLink, overLink } from "./datagram-link";

const fine = (): DatagramLink => ({
  delayMs: 0,
  loss: 0,
  bytesPerSecond: null,
  chance: seededChance(1),
  lostInARow: 0,
});

async function linked(link: DatagramLink) {
  const heard: { at: number; first: number }[] = [];
  const began = performance.now();
  let arrives: DatagramOptions["onMessage"] = () => undefined;
  const sent: Uint8Array[] = [];
  const socket = await overLink((options) => {
    arrives = options.onMessage;
    const peer = { address: "127.0.0.1", port: 1, queued: () => 0, connect: () => undefined };
    return Promise.resolve({ ...peer, send: (packet) => void sent.push(packet), close: () => undefined });
  }, link)({
    family: 4,
    onMessage: (packet) => void heard.push({ at: performance.now() - began, first: packet[0] ?? -1 }),
    onError: () => undefined,
  });
  const arrive = (first: number, bytes = 100) => arrives(new Uint8Array(bytes).fill(first), 69, "127.0.0.1");
  return { socket, heard, sent, arrive };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a delay is added to each, in the order they came", async () => {
  const { heard, arrive } = await linked({ ...fine(), delayMs: 40 });
  arrive(1);
  vi.advanceTimersByTime(10);
  arrive(2);
  vi.advanceTimersByTime(29);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(11);
  expect(heard).toEqual([
    { at: 40, first: 1 },
    { at: 50, first: 2 },
  ]);
});

test("no more than the rate is carried, however fast they come", async () => {
  const { heard, arrive } = await linked({ ...fine(), bytesPerSecond: 10_000 });
  for (let i = 0; i < 50; i++) arrive(i, 1000);
  vi.advanceTimersByTime(2000);
  expect(heard.length).toBeLessThanOrEqual(21);
  vi.advanceTimersByTime(3000);
  expect(heard.map(({ first }) => first)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test("lost is what the seed says, and how many in a row is counted", async () => {
  const run = async (seed: number) => {
    const link = { ...fine(), loss: 0.3, chance: seededChance(seed) };
    const { heard, arrive } = await linked(link);
    for (let i = 0; i < 200; i++) arrive(i % 256);
    return heard.map(({ first }) => first);
  };
  const first = await run(7);
  expect(first.length).toBeGreaterThan(110);
  expect(first.length).toBeLessThan(170);
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);

  const dead = { ...fine(), loss: 0.9, chance: { ...seededChance(1), next: () => 0 } };
  const { arrive, heard } = await linked(dead);
  for (let i = 0; i < 3; i++) arrive(i);
  expect([heard, dead.lostInARow]).toEqual([[], 3]);
});

test("what is sent is not touched, and after the close nothing comes any more", async () => {
  const { socket, sent, arrive, heard } = await linked({ ...fine(), delayMs: 5, loss: 0 });
  socket.send(Uint8Array.of(4), 69, "127.0.0.1");
  expect(sent).toHaveLength(1);
  arrive(1);
  socket.close();
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([]);
});
