import { EventEmitter } from "node:events";
import { afterEach, expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import type { ServerRow } from "@/lib/contracts/servers";
import type { Delta } from "@/lib/contracts/stream";
import { wallClock } from "@/lib/kit/clock";
import { Bus } from "./bus";
import type { FromEngine, Opening, Port, ToEngine } from "./engine-channel";
import { connectEngine } from "./engine-client";
import { type EngineServerPorts, serveEngine } from "./engine-server";

const operator = { name: "tester", role: "admin" as const, from: "127.0.0.1" };

/** Two ends that clone each message and deliver it later and in order, as a MessagePort does. */
function channel() {
  const web = new EventEmitter();
  const engine = new EventEmitter();
  const post = (to: EventEmitter) => (message: unknown) => {
    const clone = structuredClone(message);
    setImmediate(() => to.emit("message", clone));
  };
  return {
    web: {
      postMessage: post(engine) as (m: ToEngine) => void,
      on: web.on.bind(web) as Port<ToEngine, FromEngine>["on"],
    },
    engine: { postMessage: post(web) as (m: FromEngine) => void, on: engine.on.bind(engine) as never },
  };
}

const buses: Bus[] = [];
afterEach(() => {
  for (const bus of buses.splice(0)) bus.stop();
});

function house(overrides: Partial<EngineServerPorts> = {}) {
  const bus = new Bus({ epoch: "epoch00", simulated: wallClock, wall: wallClock });
  buses.push(bus);
  const { web, engine } = channel();
  serveEngine(engine, {
    bus,
    ask: ({ type, actor }) => Promise.resolve(`${actor.name} asked ${type}`),
    consoleTail: (topic) => Promise.resolve({ topic, rows: [] }),
    onSignInsEnded: () => undefined,
    stop: () => Promise.resolve(),
    ...overrides,
  });
  let die: (why: string) => void = () => undefined;
  const handle = connectEngine(web, (listener) => {
    die = listener;
  });
  return { bus, handle, die: (why: string) => die(why) };
}

const opening = (handle: ReturnType<typeof connectEngine>, topics: never[] | string[], deltas: Delta[]) =>
  new Promise<Opening>((resolve) => {
    handle.subscribe(topics as never, undefined, {
      opened: resolve,
      batch: (d) => deltas.push(...d),
      lost: () => undefined,
    });
  });

test("a command reaches the engine with its actor and is answered with the answer of its handler", async () => {
  const { handle } = house();
  expect(await handle.ask("engine.info", {}, operator)).toEqual({
    ok: true,
    value: "tester asked engine.info",
  });
});

test("an input that is not valid never reaches a handler", async () => {
  const { handle } = house({ ask: () => Promise.reject(new Error("reached")) });
  const answer = await handle.ask("lab.clock", { factor: -1 } as never, operator);
  expect(answer).toMatchObject({ ok: false, fault: { code: "bad-input" } });
});

test("an exception in a handler becomes a fault", async () => {
  const { handle } = house({ ask: () => Promise.reject(new Error("broken")) });
  expect(await handle.ask("engine.info", {}, operator)).toEqual({
    ok: false,
    fault: faultOf(new Error("broken")),
  });
});

test("a change during a slow opening is delivered after the opening, once", async () => {
  let release: () => void = () => undefined;
  const { bus, handle } = house({
    consoleTail: (topic) => new Promise((resolve) => (release = () => resolve({ topic, rows: [] }))),
  });
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  const deltas: Delta[] = [];
  const opened = opening(handle, ["servers", "console:0000.0000.0001"], deltas);
  await new Promise(setImmediate);
  bus.patch("servers", "tftp", { bytesSent: 2 });
  bus.flush();
  await new Promise(setImmediate);
  expect(deltas).toEqual([]);
  release();
  const snapshot = await opened;
  expect(snapshot).toMatchObject({ mode: "snapshot", position: { seq: 1 } });
  expect(deltas.map((d) => d.seq)).toEqual([2]);
});

test("a reader with one more topic gets all rows of that topic and the missed deltas of the others, at one position", async () => {
  const { bus, handle } = house({
    consoleTail: (topic) => Promise.resolve({ topic, rows: [{ key: "1", row: "a line" }] }),
  });
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  bus.flush();
  const { position } = bus;
  bus.patch("servers", "tftp", { bytesSent: 2 });
  const topic = "console:0000.0000.0001";
  const opened = await new Promise<Opening>((resolve) => {
    handle.subscribe(
      ["servers", topic],
      { position, fresh: [topic] },
      {
        opened: resolve,
        batch: () => undefined,
        lost: () => undefined,
      },
    );
  });
  expect(opened).toMatchObject({
    mode: "resumed",
    position: { seq: 2 },
    deltas: [{ seq: 2, topic: "servers" }],
    fresh: [{ topic, rows: [{ key: "1" }] }],
  });
});

test("a subscription gets only its own topics", async () => {
  const { bus, handle } = house();
  const deltas: Delta[] = [];
  await opening(handle, ["images"], deltas);
  bus.put("servers", "tftp", {} as ServerRow);
  bus.flush();
  await handle.ask("engine.info", {}, operator);
  expect(deltas).toEqual([]);
});

test("when the engine dies, every open command is answered with a fault and every subscription is lost", async () => {
  const { handle, die } = house({ ask: () => new Promise(() => undefined) });
  const answer = handle.ask("engine.info", {}, operator);
  const lost = new Promise<void>((resolve) => {
    handle.subscribe(["servers"], undefined, {
      opened: () => undefined,
      batch: () => undefined,
      lost: resolve,
    });
  });
  die("The engine stopped.");
  expect(await answer).toMatchObject({ ok: false, fault: { code: "engine-unreachable" } });
  await lost;
  expect(await handle.ask("engine.info", {}, operator)).toMatchObject({ ok: false });
});

test("stop waits for the engine, then ends the open subscriptions", async () => {
  const order: string[] = [];
  const { handle } = house({
    stop: () => {
      order.push("engine stopped");
      return Promise.resolve();
    },
  });
  handle.subscribe(["servers"], undefined, {
    opened: () => undefined,
    batch: () => undefined,
    lost: () => void order.push("stream ended"),
  });
  await handle.stop(5000);
  expect(order).toEqual(["engine stopped", "stream ended"]);
});

test("deltas that no reader follows are not sent to the web thread", async () => {
  const bus = new Bus({ epoch: "epoch00", simulated: wallClock, wall: wallClock });
  buses.push(bus);
  const crossed: FromEngine[] = [];
  const { web, engine } = channel();
  web.on("message", (message) => void crossed.push(message));
  serveEngine(engine, {
    bus,
    ask: () => Promise.resolve(null),
    consoleTail: (topic) => Promise.resolve({ topic, rows: [] }),
    onSignInsEnded: () => undefined,
    stop: () => Promise.resolve(),
  });
  const batches = () => crossed.filter((message) => message.kind === "batch");
  web.postMessage({ kind: "subscribe", id: 1, topics: ["servers"], held: undefined });
  await expect.poll(() => crossed.map(({ kind }) => kind)).toEqual(["opened"]);
  bus.event({ type: "profile.saved", data: { by: "admin" } });
  bus.flush();
  bus.put("servers", "tftp", { bytesSent: 1 } as ServerRow);
  bus.event({ type: "profile.saved", data: { by: "admin" } });
  bus.flush();
  await expect.poll(() => batches().length).toBe(1);
  expect(batches()).toMatchObject([{ deltas: [{ topic: "servers", key: "tftp" }] }]);
});
