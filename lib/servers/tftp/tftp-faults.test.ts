import { expect, test } from "vitest";
import { tftpFaultsSchema } from "@/lib/contracts/server-faults";
import { alterBytes } from "@/lib/servers/common-faults";
import { fakeClock } from "@/lib/testing/fake-clock";
import type { PacketSource } from "./packet-source";
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

test("a rate-limited transfer sends its bytes per second over its whole length, with one timer for each window", async () => {
  const clock = fakeClock();
  const injected = new FaultInjectedTransfer(faults({ bytesPerSecond: 4000 }), clock);
  const source = injected.source(endless, BLOCK, BLOCK * 999);
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
  // The first window of 2,000 bytes is sent at once, then 4,000 bytes each second.
  expect(sent).toBe(42_000);
  expect(clock.waiting).toBe(1);
  stopped = true;
  source.release();
  await done;
  expect(clock.waiting).toBe(0);
});

test("a rate limit never delays packets within a window", () => {
  const injected = new FaultInjectedTransfer(faults({ bytesPerSecond: 1000 }), fakeClock());
  const source = injected.source(endless, BLOCK, BLOCK * 999);
  for (let block = 1; block <= 8; block++) expect(source.packet(block)).toBeDefined();
  source.passed(8, () => true);
  expect(source.packet(9)).toBeUndefined();
});

test("a transfer that no fault stopped keeps its own cause, also with a stop at 100 %", () => {
  for (const stopsAtPercent of [null, 100]) {
    const injected = new FaultInjectedTransfer(faults({ stopsAtPercent }), fakeClock());
    const source = injected.source(endless, BLOCK, BLOCK * 10 + 1);
    source.packet(11);
    expect(injected.causeToShow(null)).toBeNull();
  }
});

test("a silent server loses every datagram, whatever share it would lose otherwise", () => {
  expect(impairmentOf(faults({}))).toBeNull();
  expect(impairmentOf(faults({ dropsShare: 0.25, seed: 5 }))).toEqual({ loss: 0.25, seed: 5 });
  expect(impairmentOf(faults({ dropsShare: 0.25, down: "silent" }))?.loss).toBe(1);
});

test("alterBytes changes the same bytes of a file in whatever pieces it is read, at least one in any 16", () => {
  const whole = new Uint8Array(100).map((_, i) => i);
  const pieces = whole.slice();
  const before = whole.slice();
  alterBytes(whole, 32);
  for (let at = 0; at < pieces.length; at += 7) alterBytes(pieces.subarray(at, at + 7), 32 + at);
  expect(pieces).toEqual(whole);
  for (let at = 0; at + 16 <= before.length; at++)
    expect(whole.slice(at, at + 16)).not.toEqual(before.slice(at, at + 16));
});
