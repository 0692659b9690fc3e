import { expect, test } from "vitest";
import type { Position, StreamMessage } from "@/lib/contracts/stream";
import { fakeClock } from "@/lib/testing/fake-clock";
import { RowStore } from "../rows/row-store";
import { StreamClient } from "./stream-client";

/** A server whose streams the test writes and cuts by hand. */
function scriptedServer() {
  const clock = fakeClock();
  const store = new RowStore();
  const asked: URLSearchParams[] = [];
  const encoder = new TextEncoder();
  let line: ReadableStreamDefaultController<Uint8Array> | undefined;
  let refuse: (() => Promise<Response>) | undefined;
  const client = new StreamClient({
    store,
    clock,
    random: () => 0.5,
    open: (url, signal) => {
      asked.push(new URL(url, "http://console").searchParams);
      if (refuse) return refuse();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          line = controller;
        },
      });
      signal.addEventListener("abort", () => line?.error(new DOMException("aborted", "AbortError")), {
        once: true,
      });
      return Promise.resolve(new Response(body));
    },
  });
  const say = async (message: StreamMessage) => {
    line?.enqueue(encoder.encode(`event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`));
    await clock.run(0);
  };
  return {
    clock,
    store,
    client,
    asked,
    say,
    complete: (position: Position) =>
      say({ event: "snapshot-complete", data: { position, topics: ["aps", "controller", "upgrade"] } }),
    beat: async () => {
      line?.enqueue(encoder.encode(": heartbeat\n\n"));
      await clock.run(0);
    },
    cut: async () => {
      line?.error(new TypeError("network"));
      await clock.run(0);
    },
    refuseWith(answer: (() => Promise<Response>) | undefined) {
      refuse = answer;
    },
  };
}
const at = (seq: number): Position => ({ epoch: "abcdef1", seq });

async function live() {
  const server = scriptedServer();
  const release = server.client.follow("aps");
  server.client.start();
  await server.clock.run(100);
  await server.complete(at(7));
  return { ...server, release };
}

test("the topics of a page are requested in one connection", async () => {
  const server = scriptedServer();
  server.client.start();
  for (const topic of ["controller", "aps", "upgrade", "aps"] as const) server.client.follow(topic);
  await server.clock.run(100);
  expect(server.asked.map((q) => q.get("topics"))).toEqual(["aps,controller,upgrade"]);
  expect(server.client.state.phase).toBe("connecting");
  await server.complete(at(1));
  expect(server.client.state.phase).toBe("live");
});

test("a lost connection is reopened immediately and asks for the missed messages", async () => {
  const server = await live();
  await server.cut();
  await server.clock.run(0);
  expect(server.asked).toHaveLength(2);
  expect(server.asked[1]?.get("since")).toBe("abcdef1-7");
  expect(server.client.state.phase).toBe("lost");
  await server.say({ event: "resumed", data: { position: at(7) } });
  expect(server.client.state.phase).toBe("live");
});

test("while the server is down, the client retries forever, at most five seconds apart", async () => {
  const server = await live();
  server.refuseWith(() => Promise.reject(new TypeError("Failed to fetch")));
  await server.cut();
  await server.clock.run(60_000);
  const early = server.asked.length;
  await server.clock.run(600_000);
  expect(server.asked.length - early).toBeGreaterThanOrEqual(120);
});

test("a stream that ends without a message does not reset the retry delay", async () => {
  const server = await live();
  server.refuseWith(() => Promise.resolve(new Response(new ReadableStream({ start: (c) => c.close() }))));
  await server.cut();
  await server.clock.run(10_000);
  expect(server.asked.length).toBeLessThan(12);
});

test("heartbeats keep an idle connection open; 20 seconds of silence reopen it", async () => {
  const server = await live();
  await server.clock.run(15_000);
  await server.beat();
  await server.clock.run(15_000);
  expect(server.asked).toHaveLength(1);
  await server.clock.run(6_000);
  expect(server.asked).toHaveLength(2);
  expect(server.client.state.phase).toBe("lost");
});

test("waking up reconnects immediately instead of waiting for the next attempt", async () => {
  const server = await live();
  server.refuseWith(() => Promise.reject(new TypeError("Failed to fetch")));
  await server.cut();
  await server.clock.run(30_000);
  server.refuseWith(undefined);
  const before = server.asked.length;
  server.client.wake();
  await server.clock.run(0);
  expect(server.asked.length).toBe(before + 1);
});

test("waking up keeps a live connection", async () => {
  const server = await live();
  server.client.wake();
  await server.clock.run(0);
  expect(server.asked).toHaveLength(1);
});

test("another topic is requested as fresh, and the rows of the topics before it stay", async () => {
  const server = await live();
  server.client.follow("images");
  await server.clock.run(100);
  expect(Object.fromEntries(server.asked[1] ?? [])).toEqual({
    topics: "aps,images",
    since: "abcdef1-7",
    fresh: "images",
  });
  expect(server.store.status("aps")).toBe("ready");
  expect(server.client.state.phase).toBe("live");
});

test("a topic whose snapshot was incomplete is requested as fresh again after a loss", async () => {
  const server = await live();
  server.client.follow("images");
  await server.clock.run(100);
  await server.say({ event: "resumed", data: { position: at(9) } });
  await server.say({ event: "snapshot", data: { topic: "images", rows: [] } });
  await server.cut();
  await server.clock.run(5_000);
  expect(server.asked.at(-1)?.get("fresh")).toBe("images");
});

test("a topic that is followed again within moments keeps its connection", async () => {
  const server = await live();
  server.release();
  await server.clock.run(1_000);
  server.client.follow("aps");
  await server.clock.run(10_000);
  expect(server.asked).toHaveLength(1);
});

test("a message that does not match the rows causes a new snapshot", async () => {
  const server = await live();
  await server.say({
    event: "delta",
    data: { deltas: [{ seq: 8, topic: "aps", key: "x", op: "patch", set: {} }], position: at(8) },
  });
  await server.clock.run(0);
  expect(server.asked).toHaveLength(2);
  expect(server.asked[1]?.has("since")).toBe(false);
});

test("the reason of a server that refuses is shown", async () => {
  const server = scriptedServer();
  const fault = { code: "engine-unreachable", message: "The engine stopped." };
  server.refuseWith(() => Promise.resolve(Response.json({ fault }, { status: 503 })));
  server.client.follow("aps");
  server.client.start();
  await server.clock.run(100);
  expect(server.client.state).toEqual({ phase: "lost", reason: "The engine stopped." });
});
