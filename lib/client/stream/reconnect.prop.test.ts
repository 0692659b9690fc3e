import fc from "fast-check";
import { expect, test } from "vitest";
import { reconnectDelayMs } from "./reconnect";

test("the first attempt is immediate, and no attempt waits longer than five seconds", () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const delay = reconnectDelayMs(attempt, random);
        expect(delay).toBeLessThanOrEqual(5_000);
        if (attempt === 0) expect(delay).toBe(0);
        else expect(delay).toBeGreaterThanOrEqual(125);
      },
    ),
    { numRuns: 200 },
  );
});

test("tabs that lost the same server reconnect at different moments", () => {
  expect(reconnectDelayMs(6, 0.1)).not.toBe(reconnectDelayMs(6, 0.9));
});
