/** The registry of transfers: what is reported when, with a clock that the test moves. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { type TransferRow, transferRowSchema } from "@/lib/contracts/transfers";
import type { Clock } from "@/lib/kit/clock";
import { type NewTransfer, TransferRegistry } from "./transfer";

function setUp() {
  let now = 1_000_000;
  const timers: { at: number; fn: () => void }[] = [];
  const wall: Clock = {
    now: () => now,
    after: (delay, fn) => {
      const timer = { at: now + delay, fn };
      timers.push(timer);
      return () => {
        const place = timers.indexOf(timer);
        if (place >= 0) timers.splice(place, 1);
      };
    },
  };
  const reported: { row: TransferRow; fresh: boolean }[] = [];
  const ended: TransferRow[] = [];
  const gone: string[] = [];
  const registry = new TransferRegistry({
    wall,
    onRow: (row, fresh) => void reported.push({ row, fresh }),
    onEnded: (row) => void ended.push(row),
    onGone: (id) => void gone.push(id),
    identify: (address) => (address === "172.16.4.33" ? { apId: "00aa.bb00.0001", name: "AP-1" } : null),
    describe: (path) =>
      path === "EWC/ap1g8" ? { imageSet: "EWC", family: "ap1g8", version: "17.12.1.5" } : null,
  });
  const pass = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      timers.splice(timers.indexOf(due), 1);
      now = due.at;
      due.fn();
    }
    now = end;
  };
  const open = (changed: Partial<NewTransfer> = {}) =>
    registry.open({
      protocol: "tftp",
      direction: "send",
      client: { address: "172.16.4.33", port: 50_000 },
      server: { address: "127.0.0.1", port: 6969 },
      path: "EWC/ap1g8",
      size: 1000,
      abort: () => undefined,
      ...changed,
    });
  return { registry, reported, ended, gone, pass, open, timers };
}

test("a transfer is one row with its access point and its image, and is reported four times a second at most", () => {
  const { open, reported, pass } = setUp();
  const handle = open();
  for (let i = 0; i < 100; i++) {
    handle.bytes += 10;
    pass(10);
  }
  expect(reported).toHaveLength(4);
  expect(reported.map(({ fresh }) => fresh)).toEqual([true, false, false, false]);
  const row = reported[3]?.row;
  expect(transferRowSchema.parse(row)).toEqual(row);
  expect(row).toMatchObject({
    client: { apId: "00aa.bb00.0001", name: "AP-1" },
    imageSet: "EWC",
    family: "ap1g8",
    outcome: "running",
    size: 1000,
  });
  expect(row?.rateNow).toBeCloseTo(1000, -2);
});

test("a transfer that stands still is not reported again and again", () => {
  const { open, reported, pass } = setUp();
  open();
  pass(10_000);
  expect(reported).toHaveLength(1);
});

test("when the bytes stop, the rate goes to nothing and is reported so", () => {
  const { open, reported, pass } = setUp();
  const handle = open();
  handle.bytes = 500;
  pass(250);
  pass(3000);
  expect(reported.at(-1)?.row).toMatchObject({ rateNow: 0, etaSeconds: null, bytes: 500 });
});

test("the end is reported at once and exactly once, with its cause", () => {
  const { open, reported, ended, pass } = setUp();
  const handle = open();
  pass(300);
  handle.end("failed", fault("timed-out"));
  handle.end("complete");
  expect(reported.at(-1)?.row).toMatchObject({
    outcome: "failed",
    cause: { code: "timed-out" },
    endedAt: 1_000_300,
  });
  expect(ended).toHaveLength(1);
});

test("a client that wanted only the size leaves no row and no history", () => {
  const { open, reported, ended, gone, pass } = setUp();
  open().askedOnlyForSize();
  expect(gone).toEqual([]); // nobody had seen it
  const shown = open();
  pass(250);
  shown.askedOnlyForSize();
  expect(gone).toEqual([shown.id]);
  expect(ended).toEqual([]);
  expect(reported).toHaveLength(1);
});

test("a digest that is known only after the end still reaches the row", () => {
  const { open, registry, reported } = setUp();
  open().end("complete");
  registry.ofClient("172.16.4.33", 50_000)?.verified(true);
  expect(reported.at(-1)?.row).toMatchObject({ outcome: "complete", digestVerified: true });
});

test("the newest transfer of a client's port is the one that is meant", () => {
  const { open, registry } = setUp();
  open().end("complete");
  const second = open();
  expect(registry.ofClient("172.16.4.33", 50_000)).toBe(second);
  expect(registry.ofClient("172.16.4.33", 1)).toBeUndefined();
});

test("an order to abort reaches the one who moves the bytes; an unknown id is refused", () => {
  const { open, registry, ended } = setUp();
  const handle = open({ abort: () => handle.end("aborted", fault("aborted")) });
  expect(registry.abort("nobody")).toBe(false);
  expect(registry.abort(handle.id)).toBe(true);
  expect(ended[0]?.outcome).toBe("aborted");
});

test("no timer runs when no transfer does", () => {
  const { open, pass, timers } = setUp();
  open().end("complete");
  pass(1000);
  expect(timers).toEqual([]);
});
