/** Checked against the captured logs: 70,512,640 bytes in 51,208 messages, 601 bytes in the last, 96 to 98 seconds. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesAt, lastMessageBytes, messages, msUntilShare, transferMs } from "./image-data";

const AP1G8_OF_17_9_4 = 70_512_640;
const LINK = { rttMs: 1.9, loss: 0, bytesPerSecond: null };

test("an image of 70,512,640 bytes is 51,208 messages, 601 bytes in the last", () => {
  expect(messages(AP1G8_OF_17_9_4)).toBe(51_208);
  expect(lastMessageBytes(AP1G8_OF_17_9_4)).toBe(601);
});
test("an image takes 96 to 98 seconds with the round trip of the captured logs", () => {
  expect(transferMs(AP1G8_OF_17_9_4, LINK) / 1000).toBeGreaterThan(96);
  expect(transferMs(AP1G8_OF_17_9_4, LINK) / 1000).toBeLessThan(98);
});
test("each lost message costs one retransmission interval", () => {
  expect(transferMs(1377 * 100, { rttMs: 2, loss: 0.5, bytesPerSecond: null })).toBeCloseTo(100 * 3002);
});
test("the slower of round trip and link capacity limits the rate", () => {
  const slow = transferMs(AP1G8_OF_17_9_4, { ...LINK, bytesPerSecond: 100_000 });
  expect(AP1G8_OF_17_9_4 / (slow / 1000)).toBeCloseTo(100_000, -2);
  expect(transferMs(AP1G8_OF_17_9_4, { ...LINK, bytesPerSecond: 10_000_000 })).toBe(
    transferMs(AP1G8_OF_17_9_4, LINK),
  );
});

const link = fc.record({
  rttMs: fc.double({ min: 0.1, max: 100, noNaN: true }),
  loss: fc.double({ min: 0, max: 0.9, noNaN: true }),
  bytesPerSecond: fc.option(fc.integer({ min: 1000, max: 1_000_000_000 }), { nil: null }),
});
const size = fc.integer({ min: 1, max: 400_000_000 });

test("the bytes over time never decrease, never exceed the size, and are complete at the end", () => {
  fc.assert(
    fc.property(size, link, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, l, share) => {
      const total = transferMs(bytes, l);
      expect(bytesAt(bytes, l, total * share)).toBeLessThanOrEqual(bytesAt(bytes, l, total * 1.000001));
      expect(bytesAt(bytes, l, total * 1.000001)).toBe(bytes);
      expect(bytesAt(bytes, l, -1)).toBe(0);
    }),
    { numRuns: 200 },
  );
});
test("msUntilShare is the time after which the share has arrived", () => {
  fc.assert(
    fc.property(size, link, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, l, share) => {
      expect(bytesAt(bytes, l, msUntilShare(bytes, l, share) * 1.000001)).toBeGreaterThanOrEqual(
        Math.floor(bytes * share),
      );
    }),
    { numRuns: 200 },
  );
});
