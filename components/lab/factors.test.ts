import { expect, test } from "vitest";
import { factorsWith } from "./factors";

test("offers the current speed among the usual ones, in order and each once", () => {
  expect(factorsWith(1)).toEqual([1, 10, 60]);
  expect(factorsWith(20)).toEqual([1, 10, 20, 60]);
});
