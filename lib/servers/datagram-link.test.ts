import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { seededChance } from "@/lib/kit/chance";
import type { DatagramOptions } from "./datagram";
import { type DatagramLink, overLink } from "./datagram-link";

const perfect = (): DatagramLink => ({
  delayMs: 0,
  loss: 0,
  bytesPerSecond: null,
  chance: seededChance(1),
  lostInARow: 0,
});

async function linked(link: DatagramLink) {
  const received: { at: number; first: number }[] = [];
  const began = performance.now();
  let arrives: DatagramOptions["onMessage"] = () => undefined;
  const sent: Uint8Array[] = [];
  const socket = await overLink((options) => {
    arrives = options.onMessage;
    const peer = { address: "127.0.0.1", port: 1, queued: () => 0, connect: () => undefined };
    return Promise.resolve({ ...peer, send: (packet) => void sent.push(packet), close: () => undefined });
  }, link)({
    family: 4,
    onMessage: (packet) => void received.push({ at: performance.now() - began, first: packet[0] ?? -1 }),
    onError: () => undefined,
  });
  const arrive = (first: number, bytes = 100) => arrives(new Uint8Array(bytes).fill(first), 69, "127.0.0.1");
  return { socket, received, sent, arrive };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("each datagram is delayed, in the order of arrival", async () => {
  const { received, arrive } = await linked({ ...perfect(), delayMs: 40 });
  arrive(1);
  vi.advanceTimersByTime(10);
  arrive(2);
  vi.advanceTimersByTime(29);
  expect(received).toEqual([]);
  vi.advanceTimersByTime(11);
  expect(received).toEqual([
    { at: 40, first: 1 },
    { at: 50, first: 2 },
  ]);
});

test("datagrams are delivered no faster than the rate, however fast they arrive", async () => {
  const { received, arrive } = await linked({ ...perfect(), bytesPerSecond: 10_000 });
  for (let i = 0; i < 50; i++) arrive(i, 1000);
  vi.advanceTimersByTime(2000);
  expect(received.length).toBeLessThanOrEqual(21);
  vi.advanceTimersByTime(3000);
  expect(received.map(({ first }) => first)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test("the seed decides which datagrams are lost, and losses in a row are counted", async () => {
  const run = async (seed: number) => {
    const link = { ...perfect(), loss: 0.3, chance: seededChance(seed) };
    const { received, arrive } = await linked(link);
    for (let i = 0; i < 200; i++) arrive(i % 256);
    return received.map(({ first }) => first);
  };
  const first = await run(7);
  expect(first.length).toBeGreaterThan(110);
  expect(first.length).toBeLessThan(170);
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);

  const lossy = { ...perfect(), loss: 0.9, chance: { ...seededChance(1), next: () => 0 } };
  const { arrive, received } = await linked(lossy);
  for (let i = 0; i < 3; i++) arrive(i);
  expect([received, lossy.lostInARow]).toEqual([[], 3]);
});

test("sent datagrams are not changed, and none arrives after the socket was closed", async () => {
  const { socket, sent, arrive, received } = await linked({ ...perfect(), delayMs: 5, loss: 0 });
  socket.send(Uint8Array.of(4), 69, "127.0.0.1");
  expect(sent).toHaveLength(1);
  arrive(1);
  socket.close();
  vi.advanceTimersByTime(100);
  expect(received).toEqual([]);
});
