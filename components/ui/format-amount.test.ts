import { expect, test } from "vitest";
import { formatAmount } from "./format-amount";
import { wholePercent } from "./progress-bar";

test("an amount names the unit once when both parts have the same unit", () => {
  expect(formatAmount(20_700_000, 70_512_640)).toBe("20.7 of 70.5 MB");
  expect(formatAmount(900, 70_512_640)).toBe("900 B of 70.5 MB");
});

test("a complete amount, or one with an unknown total, is a single number", () => {
  expect(formatAmount(70_512_640, 70_512_640)).toBe("70.5 MB");
  expect(formatAmount(1_000, null)).toBe("1.0 kB");
});

test("a progress bar shows 100 percent only when every byte has arrived", () => {
  expect(wholePercent(70_512_639, 70_512_640)).toBe(99);
  expect(wholePercent(70_512_640, 70_512_640)).toBe(100);
  expect(wholePercent(0, 0)).toBe(0);
});
