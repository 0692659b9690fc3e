import { expect, test } from "vitest";
import { amountOf } from "./amount";
import { wholePercent } from "./progress-bar";

test("the unit is written once where it is the same", () => {
  expect(amountOf(20_700_000, 70_512_640)).toBe("20.7 of 70.5 MB");
  expect(amountOf(900, 70_512_640)).toBe("900 B of 70.5 MB");
});

test("all of it, or an unknown whole, is one amount", () => {
  expect(amountOf(70_512_640, 70_512_640)).toBe("70.5 MB");
  expect(amountOf(1_000, null)).toBe("1.0 kB");
});

test("100 percent is said only when every byte is there", () => {
  expect(wholePercent(70_512_639, 70_512_640)).toBe(99);
  expect(wholePercent(70_512_640, 70_512_640)).toBe(100);
  expect(wholePercent(0, 0)).toBe(0);
});
