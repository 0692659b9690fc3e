import { expect, test } from "vitest";
import { addressOrder, versionOrder } from "./order";

test("addresses sort by number, not by letter", () => {
  const sorted = ["10.0.0.10", "9.255.0.1", "10.0.0.9"].sort(
    (a, b) => Number(addressOrder(a)) - Number(addressOrder(b)),
  );
  expect(sorted).toEqual(["9.255.0.1", "10.0.0.9", "10.0.0.10"]);
});

test("versions sort by their numbers, and no version is no number", () => {
  expect(versionOrder("17.12.1.5")).toBeGreaterThan(versionOrder("17.9.4.27") ?? 0);
  expect(versionOrder("0.0.0.0")).toBeNull();
  expect(versionOrder("")).toBeNull();
});
