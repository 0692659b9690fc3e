import { afterEach, expect, test } from "vitest";
import type { ImageSet } from "@/lib/contracts/images";
import type { ServerRow } from "@/lib/contracts/servers";
import type { Position, StreamMessage } from "@/lib/contracts/stream";
import { Bus } from "@/lib/engine/bus";
import { busSource } from "@/lib/testing/bus-source";
import { encodeSse, liveStream, MAX_STREAMS, MAX_STREAMS_PER_SIGN_IN, streamRefusal } from "./live";

const still = { now: () => 0, elapsed: () => 0, after: () => () => undefined };
const open = new AbortController();
afterEach(() => open.abort());

const newBus = () => new Bus({ epoch: "epoch00", simulated: still, wall: still });

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  until: StreamMessage["event"],
): Promise<string> {
  let text = "";
  while (!text.includes(`event: ${until}\n`)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  return text;
}
const stream = (bus: Bus, since?: Position, source = busSource(() => bus)) =>
  liveStream({ topics: ["servers"], since, signal: open.signal }, source).getReader();

test("a snapshot of 1,200 rows is sent in chunks of at most 500, then its end with the id to resume from", async () => {
  const bus = newBus();
  for (let i = 0; i < 1200; i++) bus.put("servers", String(i), { bytesSent: i } as ServerRow);
  const text = await read(stream(bus), "snapshot-complete");
  expect(text.match(/^event: snapshot$/gm)).toHaveLength(3);
  expect(text).toContain("id: epoch00-1200");
});

test('an empty topic is sent as one empty chunk and the end, so that "no rows" differs from "not loaded"', async () => {
  const text = await read(stream(newBus()), "snapshot-complete");
  expect(text).toContain('{"topic":"servers","rows":[]}');
});

test("a reader that resumes from a position gets exactly the deltas that it missed", async () => {
  const bus = newBus();
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  bus.flush();
  const before = bus.position;
  bus.patch("servers", "tftp", { bytesSent: 2 });
  bus.flush();
  const text = await read(stream(bus, before), "delta");
  expect(text).not.toContain("event: snapshot");
  expect(text).toContain('"set":{"bytesSent":2}');
  expect(text).toContain("id: epoch00-2");
});

test("a reader with one more topic gets the rows of that topic, and of the others only the missed deltas", async () => {
  const bus = newBus();
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  bus.put("images", "EWC_17_12_1", { name: "EWC_17_12_1" } as ImageSet);
  bus.flush();
  const before = bus.position;
  bus.patch("servers", "tftp", { bytesSent: 2 });
  bus.flush();
  const reader = liveStream(
    { topics: ["servers", "images"], fresh: ["images"], since: before, signal: open.signal },
    busSource(() => bus),
  ).getReader();
  const text = await read(reader, "snapshot-complete");
  expect(text).toContain('"set":{"bytesSent":2}');
  expect(text).toContain('{"topic":"images","rows":[{"key":"EWC_17_12_1"');
  expect(text).not.toContain('{"topic":"servers"');
  expect(text).toContain('"topics":["images"]');
});

test("a reader that stops reading is unsubscribed, and has every row right when it reads again", async () => {
  const bus = newBus();
  const reader = stream(bus);
  const filler = "x".repeat(500_000);
  for (let i = 0; i < 40; i++) {
    bus.put("servers", "tftp", { bytesSent: i, address: filler } as ServerRow);
    bus.flush();
  }
  let text = "";
  while (!text.includes('"bytesSent":39')) {
    const { value } = await reader.read();
    text = new TextDecoder().decode(value);
    expect(text.length).toBeLessThan(25_000_000);
  }
});

test("the stream ends when the engine stops", async () => {
  const bus = newBus();
  const source = busSource(() => bus);
  const reader = stream(bus, undefined, source);
  await read(reader, "snapshot-complete");
  source.lose();
  expect((await reader.read()).done).toBe(true);
});

test("line breaks in a row do not end a Server-Sent Event early", () => {
  const text = encodeSse({ event: "fault", data: { code: "x", message: "a\n\nevent: delta\n" } });
  expect(text.trimEnd().split("\n")).toHaveLength(2);
});

test("the stream of a session ends at once when the session is revoked, and streams of others go on", async () => {
  const bus = newBus();
  const source = busSource(() => bus);
  const openFor = (signIn: string) =>
    liveStream({ topics: ["servers"], since: undefined, signal: open.signal, signIn }, source).getReader();
  const [revoked, other] = [openFor("s1"), openFor("s2")];
  await read(revoked, "snapshot-complete");
  await read(other, "snapshot-complete");
  source.endSignIns(["s1"]);
  expect((await revoked.read()).done).toBe(true);
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  bus.flush();
  expect(await read(other, "delta")).toContain("bytesSent");
});

test("a session may have 40 open streams, all sessions 400, and another one when one of them has ended", async () => {
  const source = busSource(() => newBus());
  const openFor = (signIn: string) => {
    const signal = new AbortController().signal;
    return liveStream({ topics: ["servers"], since: undefined, signal, signIn }, source).getReader();
  };
  const openMany = (signIn: string) => Array.from({ length: MAX_STREAMS_PER_SIGN_IN }, () => openFor(signIn));
  const readers = openMany("many");
  expect(streamRefusal("many")?.message).toBe("Too many pages are open in this session.");
  expect(streamRefusal("another")).toBeNull();
  await readers[0]?.cancel();
  expect(streamRefusal("many")).toBeNull();

  readers[0] = openFor("many");
  for (let session = 1; readers.length < MAX_STREAMS; session++)
    readers.push(...openMany(`session ${session}`));
  expect(streamRefusal("another")?.message).toBe("400 pages are open, which is the most at once.");
  await Promise.all(readers.map((reader) => reader.cancel()));
  expect(streamRefusal("another")).toBeNull();
});
