/** The limits, with made-up time. */
import { expect, test } from "vitest";
import { Admission, DEFAULT_LIMITS } from "./admission";

const limits = { ...DEFAULT_LIMITS, concurrent: 3, perAddress: 2, requestsPerSecond: 10 };

test("one address has its share, all addresses have the whole, and a place given back is free", () => {
  const admission = new Admission(limits);
  expect(admission.enter("a")).toBeNull();
  expect(admission.enter("a")).toBeNull();
  expect(admission.enter("a")).toMatchObject({ reason: "too many transfers per address" });
  expect(admission.enter("b")).toBeNull();
  expect(admission.enter("c")).toMatchObject({ words: "Too many transfers: the limit is 3 at once" });
  admission.leave("a");
  expect(admission.enter("c")).toBeNull();
  expect(admission.total).toBe(3);
});

test("giving back more than was taken does not open the door wider", () => {
  const admission = new Admission(limits);
  admission.leave("a");
  admission.enter("a");
  admission.leave("a");
  admission.leave("a");
  expect(admission.total).toBe(0);
});

test("a burst of twice the rate is taken, then one request per tenth of a second", () => {
  const admission = new Admission(limits);
  const asked = (now: number) => admission.requested("a", now) === null;
  expect(Array.from({ length: 25 }, () => asked(0)).filter(Boolean)).toHaveLength(20);
  expect(asked(100)).toBe(true);
  expect(asked(100)).toBe(false);
  expect(admission.requested("b", 100)).toBeNull();
});

test("a flood of forged addresses is forgotten again", () => {
  const admission = new Admission(limits);
  for (let i = 0; i < 20_000; i++) admission.requested(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, i / 100);
  expect(admission.requested("192.0.2.1", 300)).toBeNull();
});
