import fc from "fast-check";
import { expect, test } from "vitest";
import { grouped } from "./number-text";

test("integers are grouped in thousands", () => {
  expect([0, 999, 1_000, 12_345, 1_234_567, -1_000].map(grouped)).toEqual([
    "0",
    "999",
    "1,000",
    "12,345",
    "1,234,567",
    "-1,000",
  ]);
});

test("other numbers keep up to three decimals", () => {
  expect([1_234.5, 0.25, 2.0004].map(grouped)).toEqual(["1,234.5", "0.25", "2"]);
});

test("all safe integers read as the browser's own format writes them", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      fc.pre(Math.abs(value) < 1e12);
      expect(grouped(value)).toBe(value.toLocaleString("en"));
    }),
  );
});
