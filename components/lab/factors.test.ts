import { expect, test } from "vitest";
import { factorsWith } from "./factors";

test("the speed that a lab file set is among those offered, in order, and none twice", () => {
  expect(factorsWith(1)).toEqual([1, 10, 60]);
  expect(factorsWith(20)).toEqual([1, 10, 20, 60]);
});
