/** However often the link changes: bytes that arrived stay, and each arrives once. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { CapwapFlow } from "./capwap-flow";

const link = fc.record({
  rttMs: fc.integer({ min: 1, max: 50 }),
  loss: fc.constantFrom(0, 0.01),
  bytesPerSecond: fc.option(fc.integer({ min: 10_000, max: 5_000_000 }), { nil: null }),
});

test("bytes never fall, are complete at the end, and a fault point is reached at its percent", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), link), { minLength: 1, maxLength: 6 }),
      fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
      (sizeBytes, links, percent) => {
        const clock = fakeClock();
        let now = links[0]![1];
        let done = 0;
        const reached: number[] = [];
        const flow: CapwapFlow = new CapwapFlow({
          clock,
          sizeBytes,
          link: () => now,
          faultPoint: () => (reached.length === 0 ? percent : null),
          onFaultPoint: () => void reached.push((flow.bytes * 100) / sizeBytes),
          onDone: () => void done++,
        });
        for (const [ms, next] of links) {
          if (done > 0) break;
          const before = flow.bytes;
          clock.advance(ms);
          expect(flow.bytes).toBeGreaterThanOrEqual(before);
          now = next;
          if (done === 0) flow.relink();
        }
        clock.advance(100_000_000);
        expect([done, flow.bytes, clock.waiting]).toEqual([1, sizeBytes, 0]);
        expect(reached.length).toBe(percent === null ? 0 : 1);
        // Bytes come in whole messages: a point is reached with the message that passes it.
        for (const at of reached)
          expect(at).toBeGreaterThanOrEqual((percent ?? 0) - 0.001 - 137_700 / sizeBytes);
      },
    ),
    { numRuns: 200 },
  );
});
