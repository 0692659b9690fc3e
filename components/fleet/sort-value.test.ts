import { expect, test } from "vitest";
import { addressSortValue, versionSortValue } from "./sort-value";

test("IPv4 addresses sort by number, not as text", () => {
  const sorted = ["10.0.0.10", "9.255.0.1", "10.0.0.9"].sort(
    (a, b) => Number(addressSortValue(a)) - Number(addressSortValue(b)),
  );
  expect(sorted).toEqual(["9.255.0.1", "10.0.0.9", "10.0.0.10"]);
});

test("versions sort by number, and a missing version has no sort value", () => {
  expect(versionSortValue("17.12.1.5")).toBeGreaterThan(versionSortValue("17.9.4.27") ?? 0);
  expect(versionSortValue("0.0.0.0")).toBeNull();
  expect(versionSortValue("")).toBeNull();
});
