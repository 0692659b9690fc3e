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
    elapsed: () => now,
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
  const verified: TransferRow[] = [];
  const registry = new TransferRegistry({
    wall,
    onRow: (row, fresh) => void reported.push({ row, fresh }),
    onEnded: (row) => void ended.push(row),
    onGone: (id) => void gone.push(id),
    onVerified: (row) => void verified.push(row),
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
  return { registry, reported, ended, gone, verified, pass, open, timers };
}

test("a transfer is reported at most four times a second, with its access point and its image", () => {
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

test("a transfer without progress is reported once", () => {
  const { open, reported, pass } = setUp();
  open();
  pass(10_000);
  expect(reported).toHaveLength(1);
});

test("a transfer that stalls is reported with a rate of 0 and no remaining time", () => {
  const { open, reported, pass } = setUp();
  const handle = open();
  handle.bytes = 500;
  pass(250);
  pass(3000);
  expect(reported.at(-1)?.row).toMatchObject({ rateNow: 0, etaSeconds: null, bytes: 500 });
});

test("the end of a transfer is reported at once and only once, with its cause", () => {
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

test("a discarded transfer is not stored, and onGone is called when its row had been reported", () => {
  const { open, reported, ended, gone, pass } = setUp();
  open().discard();
  expect(gone).toEqual([]); // its row had not been reported
  const shown = open();
  pass(250);
  shown.discard();
  expect(gone).toEqual([shown.id]);
  expect(ended).toEqual([]);
  expect(reported).toHaveLength(1);
});

test("a digest that is verified after the end is still reported, and stored again", () => {
  const { open, registry, reported, verified } = setUp();
  open().end("complete");
  registry.ofClient("172.16.4.33", 50_000)?.verified(true);
  expect(reported.at(-1)?.row).toMatchObject({ outcome: "complete", digestVerified: true });
  expect(verified).toEqual([reported.at(-1)?.row]);
});

test("a digest that is verified before the end is stored with the end", () => {
  const { open, ended, verified } = setUp();
  const handle = open();
  handle.verified(false);
  handle.end("failed");
  expect(ended).toMatchObject([{ outcome: "failed", digestVerified: false }]);
  expect(verified).toEqual([]);
});

test("ofClient returns the newest transfer of a client's address and port", () => {
  const { open, registry } = setUp();
  open().end("complete");
  const second = open();
  expect(registry.ofClient("172.16.4.33", 50_000)).toBe(second);
  expect(registry.ofClient("172.16.4.33", 1)).toBeUndefined();
});

test("abort calls the transfer's own abort, and returns false for an unknown id", () => {
  const { open, registry, ended } = setUp();
  const handle = open({ abort: () => handle.end("aborted", fault("aborted")) });
  expect(registry.abort("unknown")).toBe(false);
  expect(registry.abort(handle.id)).toBe(true);
  expect(ended[0]?.outcome).toBe("aborted");
});

test("no timer runs without running transfers", () => {
  const { open, pass, timers } = setUp();
  open().end("complete");
  pass(1000);
  expect(timers).toEqual([]);
});
