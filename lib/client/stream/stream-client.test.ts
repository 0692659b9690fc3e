import { expect, test } from "vitest";
import type { Position } from "@/lib/contracts/stream";
import { scriptedStream } from "@/lib/testing/scripted-stream";

const at = (seq: number): Position => ({ epoch: "abcdef1", seq });

async function live() {
  const server = scriptedStream();
  const release = server.client.follow("aps");
  server.client.start();
  await server.clock.run(100);
  await server.complete(at(7));
  return { ...server, release };
}

test("the topics of a page are requested in one connection", async () => {
  const server = scriptedStream();
  server.client.start();
  for (const topic of ["controller", "aps", "upgrade", "aps"] as const) server.client.follow(topic);
  await server.clock.run(100);
  expect(server.requests.map((q) => q.get("topics"))).toEqual(["aps,controller,upgrade"]);
  expect(server.client.state.phase).toBe("connecting");
  await server.complete(at(1));
  expect(server.client.state.phase).toBe("live");
});

test("a lost connection is reopened immediately and asks for the missed messages", async () => {
  const server = await live();
  await server.cut();
  await server.clock.run(0);
  expect(server.requests).toHaveLength(2);
  expect(server.requests[1]?.get("since")).toBe("abcdef1-7");
  expect(server.client.state.phase).toBe("lost");
  await server.send({ event: "resumed", data: { position: at(7) } });
  expect(server.client.state.phase).toBe("live");
});

test("while the server is down, the client retries forever, at most five seconds apart", async () => {
  const server = await live();
  server.refuseWith(() => Promise.reject(new TypeError("Failed to fetch")));
  await server.cut();
  await server.clock.run(60_000);
  const early = server.requests.length;
  await server.clock.run(600_000);
  expect(server.requests.length - early).toBeGreaterThanOrEqual(120);
});

test("a stream that ends without a message does not reset the retry delay", async () => {
  const server = await live();
  server.refuseWith(() => Promise.resolve(new Response(new ReadableStream({ start: (c) => c.close() }))));
  await server.cut();
  await server.clock.run(10_000);
  expect(server.requests.length).toBeLessThan(12);
});

test("heartbeats keep an idle connection open; 20 seconds of silence reopen it", async () => {
  const server = await live();
  await server.clock.run(15_000);
  await server.heartbeat();
  await server.clock.run(15_000);
  expect(server.requests).toHaveLength(1);
  await server.clock.run(6_000);
  expect(server.requests).toHaveLength(2);
  expect(server.client.state.phase).toBe("lost");
});

test("waking up reconnects immediately instead of waiting for the next attempt", async () => {
  const server = await live();
  server.refuseWith(() => Promise.reject(new TypeError("Failed to fetch")));
  await server.cut();
  await server.clock.run(30_000);
  server.refuseWith(undefined);
  const before = server.requests.length;
  server.client.wake();
  await server.clock.run(0);
  expect(server.requests.length).toBe(before + 1);
});

test("waking up keeps a live connection", async () => {
  const server = await live();
  server.client.wake();
  await server.clock.run(0);
  expect(server.requests).toHaveLength(1);
});

test("another topic is requested as fresh, and the rows of the topics before it stay", async () => {
  const server = await live();
  server.client.follow("images");
  await server.clock.run(100);
  expect(Object.fromEntries(server.requests[1] ?? [])).toEqual({
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
  await server.send({ event: "resumed", data: { position: at(9) } });
  await server.send({ event: "snapshot", data: { topic: "images", rows: [] } });
  await server.cut();
  await server.clock.run(5_000);
  expect(server.requests.at(-1)?.get("fresh")).toBe("images");
});

test("a topic that is followed again within moments keeps its connection", async () => {
  const server = await live();
  server.release();
  await server.clock.run(1_000);
  server.client.follow("aps");
  await server.clock.run(10_000);
  expect(server.requests).toHaveLength(1);
});

test("a message that does not match the rows causes a new snapshot", async () => {
  const server = await live();
  await server.send({
    event: "delta",
    data: { deltas: [{ seq: 8, topic: "aps", key: "x", op: "patch", set: {} }], position: at(8) },
  });
  await server.clock.run(0);
  expect(server.requests).toHaveLength(2);
  expect(server.requests[1]?.has("since")).toBe(false);
});

test("the reason of a server that refuses is shown", async () => {
  const server = scriptedStream();
  const fault = { code: "engine-unreachable", message: "The engine stopped." };
  server.refuseWith(() => Promise.resolve(Response.json({ fault }, { status: 503 })));
  server.client.follow("aps");
  server.client.start();
  await server.clock.run(100);
  expect(server.client.state).toEqual({ phase: "lost", reason: "The engine stopped." });
});
