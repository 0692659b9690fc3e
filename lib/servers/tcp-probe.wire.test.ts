/** Probes of TCP ports on loopback. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { wallClock } from "@/lib/kit/clock";
import { fakeClock } from "@/lib/testing/fake-clock";
import { probeTcp } from "./tcp-probe";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listening() {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket.resume()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return { server, accepted, port: (server.address() as AddressInfo).port };
}
const idle = () => new AbortController().signal;
const request = (port: number) => ({
  address: "127.0.0.1",
  port,
  timeoutMs: 10_000,
  signal: idle(),
  wall: wallClock,
});

test("a port that accepts connections answers with the time it took, and gets no data", async () => {
  const { server, accepted, port } = await listening();
  const connected = once(server, "connection");
  const outcome = await probeTcp(request(port));
  expect(outcome).toEqual({ ok: true, ms: expect.any(Number) });
  await connected;
  const [socket] = accepted;
  if (socket && !socket.readableEnded) await once(socket, "end");
  expect(socket?.bytesRead).toBe(0);
});

test("the caller is told the local port from which the server sees the connection come", async () => {
  const { server, port } = await listening();
  const connected = once(server, "connection") as Promise<[Socket]>;
  const told: [string, number][] = [];
  await probeTcp({ ...request(port), onConnecting: (...local) => told.push(local) });
  const [{ remoteAddress, remotePort }] = await connected;
  expect(told).toEqual([[remoteAddress, remotePort]]);
});

test("a port on which nothing listens is refused", async () => {
  const { server, port } = await listening();
  server.close();
  await once(server, "close");
  expect(await probeTcp(request(port))).toMatchObject({ ok: false, fault: { code: "connection-refused" } });
});

test("a probe that is aborted ends at once, also when it was aborted before it began", async () => {
  const { port } = await listening();
  const abort = new AbortController();
  const probe = probeTcp({ ...request(port), signal: abort.signal });
  abort.abort();
  expect(await probe).toMatchObject({ ok: false, fault: { code: "aborted" } });
  const late = await probeTcp({ ...request(port), signal: abort.signal });
  expect(late).toMatchObject({ ok: false, fault: { code: "aborted" } });
});

test("a probe without an answer times out by the caller's clock", async () => {
  const { port } = await listening();
  const clock = fakeClock();
  const probe = probeTcp({ ...request(port), wall: clock, timeoutMs: 1_000 });
  // Before the event loop turns, so that the connection is still on its way.
  clock.advance(1_000);
  expect(await probe).toMatchObject({ ok: false, fault: { code: "timed-out" } });
});
