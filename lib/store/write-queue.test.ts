import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import { storedAp } from "@/lib/testing/store-contract";
import { MIGRATIONS } from "@/prisma/schema-engine";
import { createApStore } from "./aps";
import { createWriter } from "./batch";
import { type OpenDatabase, openDatabase } from "./database";
import { storeFaultOf } from "./store-fault";
import { ORDER_PATIENCE_MS, WriteQueue } from "./write-queue";

/** Timers fire when the test says so. */
function handClock(): Clock & { delays: number[]; fire(): void; fireLast(): void } {
  const waiting: (() => void)[] = [];
  const delays: number[] = [];
  return {
    delays,
    now: () => 0,
    elapsed: () => 0,
    after(delayMs, fn) {
      delays.push(delayMs);
      waiting.push(fn);
      return () => {
        waiting.splice(waiting.indexOf(fn), 1);
      };
    },
    fire: () => waiting.shift()?.(),
    fireLast: () => waiting.pop()?.(),
  };
}
const full = fault("disk-full", "full");

function queueWith(retry: boolean) {
  const clock = handClock();
  const reported: (Fault | null)[] = [];
  const queue = new WriteQueue({
    clock,
    onFault: (f) => reported.push(f),
    classify: () => ({ fault: full, retry }),
    retryDelaysMs: [1, 2],
    maxWaitingRows: 10,
  });
  return { clock, reported, queue };
}

describe("the write queue", () => {
  it("writes one after the other, in order", async () => {
    const { queue } = queueWith(true);
    const log: string[] = [];
    const write = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue.add(1, write("a")), queue.add(1, write("b"))]);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("accepts a write from a caller that waited for the last one, in any turn of the event loop", async () => {
    for (let turns = 0; turns < 6; turns++) {
      const { queue } = queueWith(true);
      await queue.add(1, () => Promise.resolve());
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await queue.add(1, () => Promise.resolve());
    }
  });

  it("tries again with growing delays, and reports the fault once and its end once", async () => {
    const { queue, clock, reported } = queueWith(true);
    let refusals = 3;
    const written = queue.add(1, () =>
      refusals-- > 0 ? Promise.reject(new Error("no")) : Promise.resolve(),
    );
    for (let n = 1; n <= 3; n++) {
      await vi.waitFor(() => expect(clock.delays).toHaveLength(n));
      clock.fire();
    }
    await written;
    expect(clock.delays).toEqual([1, 2, 2]);
    expect(reported).toEqual([full, null]);
  });

  it("rejects a write that can never succeed, and continues with the next", async () => {
    const { queue, reported } = queueWith(false);
    const never = queue.add(1, () => Promise.reject(new Error("no")));
    const next = queue.add(1, () => Promise.resolve());
    await expect(never).rejects.toBeInstanceOf(FaultError);
    await next;
    expect(reported).toEqual([full, null]);
  });

  it("rejects further writes when too many rows wait, and drops none", async () => {
    const { queue, clock } = queueWith(true);
    let refuse = true;
    const first = queue.add(8, () => (refuse ? Promise.reject(new Error("no")) : Promise.resolve()));
    await vi.waitFor(() => expect(clock.delays).toHaveLength(1));
    await expect(queue.add(3, () => Promise.resolve())).rejects.toThrow("full");
    const small = queue.add(2, () => Promise.resolve());
    refuse = false;
    clock.fire();
    await Promise.all([first, small]);
  });

  const refused = () => Promise.reject(new Error("no"));

  it("gives an order up when its patience ends while writes fail, and never carries it out", async () => {
    const { queue, clock } = queueWith(true);
    const kept = queue.add(1, refused);
    await vi.waitFor(() => expect(clock.delays).toEqual([1]));
    const write = vi.fn(() => Promise.resolve());
    const order = queue.add(1, write, "order");
    // The retry of the first write waits before the patience of the order.
    expect(clock.delays).toEqual([1, ORDER_PATIENCE_MS]);
    const gone = expect(order).rejects.toMatchObject({
      fault: { code: "disk-full", message: "The disk is full: nothing was changed." },
    });
    clock.fireLast();
    await gone;
    queue.hurry();
    clock.fireLast();
    await expect(kept).rejects.toThrow("1 rows could not be written");
    expect(write).not.toHaveBeenCalled();
  });

  it("lets an order wait that only has to queue", async () => {
    const { queue, clock } = queueWith(true);
    let finish: () => void = () => undefined;
    const long = queue.add(1, () => new Promise((resolve) => (finish = resolve)));
    const order = queue.add(1, () => Promise.resolve(), "order");
    clock.fire();
    finish();
    await Promise.all([long, order]);
  });

  it("gives the order up that fails while its patience ends", async () => {
    const { queue, clock } = queueWith(true);
    let fail: (cause: unknown) => void = () => undefined;
    const order = queue.add(1, () => new Promise((_resolve, reject) => (fail = reject)), "order");
    const gone = expect(order).rejects.toThrow("nothing was changed");
    clock.fire();
    fail(new Error("no"));
    await gone;
  });

  it("tries all writes once more when it is closed, without delay", async () => {
    const { queue, clock } = queueWith(true);
    let refuse = true;
    const written = queue.add(1, () => (refuse ? Promise.reject(new Error("no")) : Promise.resolve()));
    await vi.waitFor(() => expect(clock.delays).toHaveLength(1));
    refuse = false;
    await queue.close();
    await written;
    await expect(queue.add(1, () => Promise.resolve())).rejects.toThrow("closed");
  });
});

describe("a full disk", () => {
  let folder: string;
  let database: OpenDatabase;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ewc-full-"));
    database = await openDatabase(folder, MIGRATIONS);
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is reported as disk-full, and everything is written once there is space", async () => {
    const clock = handClock();
    const reported: (Fault | null)[] = [];
    const queue = new WriteQueue({
      clock,
      onFault: (f) => reported.push(f),
      classify: (thrown) => storeFaultOf(thrown, database.file),
    });
    const aps = createApStore(database.client, createWriter(database, queue));
    // SQLite's own limit makes it answer SQLITE_FULL exactly as a full disk does.
    const pages = await database.client.$queryRawUnsafe<{ page_count: bigint }[]>("PRAGMA page_count");
    await database.client.$queryRawUnsafe(`PRAGMA max_page_count = ${pages[0]?.page_count}`);
    const fleet = Array.from({ length: 1200 }, (_, n) => storedAp(n));
    const written = aps.upsert(fleet);
    await vi.waitFor(() => expect(reported).toHaveLength(1));
    expect(reported[0]).toMatchObject({ code: "disk-full", remedy: expect.stringContaining("Free") });
    expect(await aps.all(), "half a batch is never stored").toSatisfy(
      (all: unknown[]) => all.length % 500 === 0,
    );
    await database.client.$queryRawUnsafe("PRAGMA max_page_count = 1000000");
    await vi.waitFor(() => expect(clock.delays).toHaveLength(1));
    clock.fire();
    await written;
    expect(reported).toEqual([reported[0], null]);
    expect(await aps.all()).toHaveLength(1200);
  });
});
