import { expect, test } from "vitest";
import { Admission, DEFAULT_LIMITS } from "./admission";

const limits = { ...DEFAULT_LIMITS, concurrent: 3, perAddress: 2, requestsPerSecond: 10 };

test("transfers are limited for each address and in all, and an ended transfer no longer counts", () => {
  const admission = new Admission(limits);
  expect(admission.enter("a")).toBeNull();
  expect(admission.enter("a")).toBeNull();
  expect(admission.enter("a")).toMatchObject({ reason: "too many transfers per address" });
  expect(admission.enter("b")).toBeNull();
  expect(admission.enter("c")).toMatchObject({ message: "Too many transfers. The limit is 3 at once" });
  admission.leave("a");
  expect(admission.enter("c")).toBeNull();
  expect(admission.total).toBe(3);
});

test("ending more transfers than were started does not raise the limit", () => {
  const admission = new Admission(limits);
  admission.leave("a");
  admission.enter("a");
  admission.leave("a");
  admission.leave("a");
  expect(admission.total).toBe(0);
});

test("a burst of twice the rate is allowed, then 10 requests per second", () => {
  const admission = new Admission(limits);
  const isAllowed = (now: number) => admission.countRequest("a", now) === null;
  expect(Array.from({ length: 25 }, () => isAllowed(0)).filter(Boolean)).toHaveLength(20);
  expect(isAllowed(100)).toBe(true);
  expect(isAllowed(100)).toBe(false);
  expect(admission.countRequest("b", 100)).toBeNull();
});

test("a new address is allowed during a flood of 20,000 forged addresses", () => {
  const admission = new Admission(limits);
  for (let i = 0; i < 20_000; i++)
    admission.countRequest(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, i / 100);
  expect(admission.countRequest("192.0.2.1", 300)).toBeNull();
});
