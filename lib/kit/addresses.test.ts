import { expect, test } from "vitest";
import { canonicalAddress, isAnyAddress, isLoopback, plainAddress } from "./addresses";

test("an IPv4 address mapped into IPv6 is compared as IPv4, in either case", () => {
  expect(plainAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(plainAddress("::FFFF:192.0.2.1")).toBe("192.0.2.1");
});

test("other addresses, and names that only look alike, stay as they are", () => {
  for (const address of ["192.0.2.1", "2001:db8::1", "::ffff:c000:201", "::ffff:name.example"])
    expect(plainAddress(address)).toBe(address);
});

test.each([
  ["0:0:0:0:0:0:0:1", "::1"],
  ["2001:DB8:0:0::1", "2001:db8::1"],
  ["::ffff:7f00:1", "127.0.0.1"],
  ["::ffff:127.0.0.1", "127.0.0.1"],
  [" 10.0.0.1 ", "10.0.0.1"],
  ["not an: address", "not an: address"],
])("%s is compared as %s", (typed, canonical) => {
  expect(canonicalAddress(typed)).toBe(canonical);
});

test("a loopback address is recognized in every spelling", () => {
  for (const address of [
    "127.0.0.1",
    "127.16.4.33",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
  ])
    expect(isLoopback(address)).toBe(true);
  for (const address of ["128.0.0.1", "10.127.0.1", "::2", "0.0.0.0", "::"])
    expect(isLoopback(address)).toBe(false);
});

test("0.0.0.0 and :: mean every address of the host", () => {
  expect(["0.0.0.0", "::", "0:0::0", "127.0.0.1", "::1"].map(isAnyAddress)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
