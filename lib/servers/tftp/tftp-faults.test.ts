import { expect, test } from "vitest";
import { tftpFaultsSchema } from "@/lib/contracts/server-faults";
import { alterBytes } from "@/lib/servers/common-faults";
import { fakeClock } from "@/lib/testing/fake-clock";
import type { PacketSource } from "./served-file";
import { FaultInjectedTransfer, impairmentOf } from "./tftp-faults";

const BLOCK = 996;
const packet = new Uint8Array(BLOCK + 4);
const endless: PacketSource = {
  lastBlock: 1000,
  packet: () => packet,
  load: () => Promise.resolve(),
  passed: () => undefined,
  release: () => undefined,
};
const faults = (given: object) => tftpFaultsSchema.parse(given);

test("bytes per second hold over the whole transfer, window by window, with one timer for each", async () => {
  const clock = fakeClock();
  const spoilt = new FaultInjectedTransfer(faults({ bytesPerSecond: 4000 }), clock);
  const source = spoilt.source(endless, BLOCK, BLOCK * 999);
  let sent = 0;
  let stopped = false;
  const client = async () => {
    for (let first = 1; !stopped; first += 2) {
      for (const block of [first, first + 1]) {
        if (source.packet(block) === undefined) {
          await source.load(block);
          if (stopped) return;
          expect(source.packet(block)).toBeDefined();
        }
        sent += packet.length;
      }
      source.passed(first + 1, () => true);
    }
  };
  const done = client();
  await clock.run(10_000);
  // The first window costs nothing; after that each second has its 4000 bytes.
  expect(sent).toBe(42_000);
  expect(clock.waiting).toBe(1);
  stopped = true;
  source.release();
  await done;
  expect(clock.waiting).toBe(0);
});

test("a window is sent in one piece: within it nothing waits", () => {
  const spoilt = new FaultInjectedTransfer(faults({ bytesPerSecond: 1000 }), fakeClock());
  const source = spoilt.source(endless, BLOCK, BLOCK * 999);
  for (let block = 1; block <= 8; block++) expect(source.packet(block)).toBeDefined();
  source.passed(8, () => true);
  expect(source.packet(9)).toBeUndefined();
});

test("one that never stops has no word on why it ended; at 100 % everything was sent", () => {
  for (const stopsAtPercent of [null, 100]) {
    const spoilt = new FaultInjectedTransfer(faults({ stopsAtPercent }), fakeClock());
    const source = spoilt.source(endless, BLOCK, BLOCK * 10 + 1);
    source.packet(11);
    expect(spoilt.cause(null)).toBeNull();
  }
});

test("silence is weather, too, and goes before losing only some", () => {
  expect(impairmentOf(faults({}))).toBeNull();
  expect(impairmentOf(faults({ dropsShare: 0.25, seed: 5 }))).toEqual({ loss: 0.25, seed: 5 });
  expect(impairmentOf(faults({ dropsShare: 0.25, down: "silent" }))?.loss).toBe(1);
});

test("the same bytes of a file are altered in whatever pieces they are read, and something in every stretch of 16", () => {
  const whole = new Uint8Array(100).map((_, i) => i);
  const pieces = whole.slice();
  const before = whole.slice();
  alterBytes(whole, 32);
  for (let at = 0; at < pieces.length; at += 7) alterBytes(pieces.subarray(at, at + 7), 32 + at);
  expect(pieces).toEqual(whole);
  for (let at = 0; at + 16 <= before.length; at++)
    expect(whole.slice(at, at + 16)).not.toEqual(before.slice(at, at + 16));
});
