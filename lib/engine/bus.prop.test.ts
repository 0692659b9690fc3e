import fc from "fast-check";
import { expect, test } from "vitest";
import type { ServerRow } from "@/lib/contracts/servers";
import type { Delta } from "@/lib/contracts/stream";
import { wallClock } from "@/lib/kit/clock";
import { Bus } from "./bus";

const still = { now: () => 0, elapsed: () => 0, after: () => () => undefined };
const newBus = (ringSize = 20_000) =>
  new Bus({ epoch: "epoch00", simulated: still, wall: still, ringSize, flushEveryMs: 250 });

type Rows = Map<string, Record<string, unknown>>;

/** Applies deltas to rows as the browser's row store does. */
function apply(rows: Rows, deltas: readonly Delta[]): void {
  for (const d of deltas) {
    const key = `${d.topic}/${d.key}`;
    if (d.op === "put") rows.set(key, { ...(d.row as Record<string, unknown>) });
    else if (d.op === "del") rows.delete(key);
    else Object.assign(rows.get(key) ?? {}, d.set);
  }
}
const asObject = (bus: Bus) =>
  Object.fromEntries(
    bus.snapshot(["servers"]).rows.flatMap((t) => t.rows.map((r) => [`servers/${r.key}`, r.row])),
  );

const change = fc.oneof(
  fc.record({ do: fc.constant("put" as const), key: fc.constantFrom("a", "b", "c"), bytes: fc.nat(9) }),
  fc.record({ do: fc.constant("patch" as const), key: fc.constantFrom("a", "b", "c"), bytes: fc.nat(9) }),
  fc.record({ do: fc.constant("del" as const), key: fc.constantFrom("a", "b", "c") }),
  fc.record({ do: fc.constant("flush" as const) }),
  fc.record({ do: fc.constant("drop-connection" as const) }),
);

test("a reader that is disconnected at random moments and resumes gets each delta once and ends with the engine's rows", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.constantFrom(4, 20_000), (changes, ringSize) => {
      const bus = newBus(ringSize);
      const rows: Rows = new Map();
      let seen = bus.position;
      let connected = true;
      const take = (deltas: readonly Delta[]) => {
        for (const d of deltas) {
          expect(d.seq).toBeGreaterThan(seen.seq);
          seen = { ...seen, seq: d.seq };
        }
        apply(rows, deltas);
      };
      bus.onBatch((deltas) => {
        if (connected) take(deltas);
      });
      const reconnect = () => {
        const missed = bus.since(seen, ["servers"]);
        if (missed) take(missed.deltas);
        else {
          rows.clear();
          const snapshot = bus.snapshot(["servers"]);
          for (const r of snapshot.rows.flatMap((t) => t.rows))
            rows.set(`servers/${r.key}`, { ...(r.row as Record<string, unknown>) });
          seen = snapshot.position;
        }
        connected = true;
      };
      for (const c of changes) {
        if (c.do === "put") bus.put("servers", c.key, { bytesSent: c.bytes } as ServerRow);
        else if (c.do === "patch") bus.patch("servers", c.key, { bytesSent: c.bytes });
        else if (c.do === "del") bus.del("servers", c.key);
        else if (c.do === "flush") bus.flush();
        else if (connected) connected = false;
        else reconnect();
      }
      if (!connected) reconnect();
      bus.flush();
      expect(Object.fromEntries(rows)).toEqual(asObject(bus));
    }),
    { numRuns: 500 },
  );
});

test("an unknown epoch, a future position and one that the ring buffer has dropped can't be resumed", () => {
  const bus = newBus(3);
  for (let i = 0; i < 10; i++) {
    bus.put("servers", "tftp", { bytesSent: i } as ServerRow);
    bus.flush();
  }
  expect(bus.since({ epoch: "another", seq: 9 }, ["servers"])).toBeUndefined();
  expect(bus.since({ epoch: "epoch00", seq: 99 }, ["servers"])).toBeUndefined();
  expect(bus.since({ epoch: "epoch00", seq: 2 }, ["servers"])).toBeUndefined();
  expect(bus.since({ epoch: "epoch00", seq: 8 }, ["servers"])?.deltas.map((d) => d.seq)).toEqual([9, 10]);
  expect(bus.since({ epoch: "epoch00", seq: 10 }, ["servers"])?.deltas).toEqual([]);
});

test("a hundred changes of one row between two flushes become one delta with only the changed fields", () => {
  const bus = newBus();
  bus.put("servers", "tftp", { bytesSent: 0, peakTransfers: 1 } as ServerRow);
  bus.flush();
  const batches: Delta[][] = [];
  bus.onBatch((d) => batches.push([...d]));
  for (let i = 1; i <= 100; i++) bus.patch("servers", "tftp", { bytesSent: i, peakTransfers: 1 });
  bus.flush();
  expect(batches).toEqual([
    [{ seq: 2, topic: "servers", key: "tftp", op: "patch", set: { bytesSent: 100 } }],
  ]);
});

test("the bus sends at most one batch per interval", () => {
  const waiting: (() => void)[] = [];
  const wall = {
    now: () => 0,
    elapsed: () => 0,
    after(_ms: number, fn: () => void) {
      waiting.push(fn);
      return () => undefined;
    },
  };
  const bus = new Bus({ epoch: "epoch00", simulated: wallClock, wall });
  bus.put("servers", "tftp", {} as ServerRow);
  bus.put("servers", "sftp", {} as ServerRow);
  expect(waiting).toHaveLength(1);
});
