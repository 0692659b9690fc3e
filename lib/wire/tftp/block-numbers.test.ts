import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksAfter, type Rollover, wireNumber } from "./block-numbers";

test.each<[Rollover, number, number]>([
  [0, 0, 0],
  [0, 65535, 65535],
  [0, 65536, 0],
  [0, 137_721, 6649],
  [1, 65535, 65535],
  [1, 65536, 1],
  [1, 131_070, 65535],
  [1, 131_071, 1],
])("rollover %i: block %i has number %i", (rollover, block, wire) => {
  expect(wireNumber(block, rollover)).toBe(wire);
});

test("the distance to a later block is computed from its number, across any wrap", () => {
  const rollover = fc.constantFrom<Rollover>(0, 1);
  fc.assert(
    fc.property(rollover, fc.nat(5_000_000), fc.nat(65534), (kind, from, ahead) => {
      // Block 0 has no number of its own once numbers wrap to 1.
      const base = from + 1;
      expect(blocksAfter(base, wireNumber(base + ahead, kind), kind)).toBe(ahead);
    }),
  );
});
