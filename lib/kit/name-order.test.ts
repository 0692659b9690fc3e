import fc from "fast-check";
import { expect, test } from "vitest";
import { compareNames } from "./name-order";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

test("numbers within names are compared by value, and letters without regard to case", () => {
  expect(["ap10", "AP2", "ap-1", "Ap002b", "ap2a"].toSorted(compareNames)).toEqual([
    "ap-1",
    "AP2",
    "ap2a",
    "Ap002b",
    "ap10",
  ]);
  expect(compareNames("EWC", "ewc")).toBe(0);
});

test("plain names have the order of the Unicode Collation Algorithm", () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme-ascii", maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..."aAbB019-_. "), maxLength: 8 }),
  );
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(Math.sign(compareNames(a, b))).toBe(Math.sign(collator.compare(a, b)));
    }),
    { numRuns: 2_000 },
  );
});

test("other names are compared by the platform", () => {
  expect(["zur\u00fcck", "zug", "\u00f6l"].toSorted(compareNames)).toEqual(["\u00f6l", "zug", "zur\u00fcck"]);
});
