import { expect, test } from "vitest";
import { outageText } from "./outage";

const outage = { apCount: 12, downloading: 0, leastMs: 27_400, mostMs: 30_100 };

test("the range is in whole seconds, rounded outward", () => {
  expect(outageText(outage, 1)).toBe(
    "Activate interrupts service on 12 access points, each for 27 s to 31 s.",
  );
  expect(outageText({ ...outage, apCount: 1, leastMs: 61_000, mostMs: 61_000 }, 1)).toBe(
    "Activate interrupts service on 1 access point for 1 m 01 s.",
  );
});

test("access points without the image have no range, because their downloads decide", () => {
  expect(outageText({ ...outage, apCount: 2_012, downloading: 2_000 }, 1)).toBe(
    "Activate interrupts service on 2,012 access points: 12 return after 27 s to 31 s, and 2,000 only after downloading the image.",
  );
  expect(outageText({ apCount: 1, downloading: 1, leastMs: 0, mostMs: 0 }, 1)).toBe(
    "Activate interrupts service on 1 access point, which returns only after downloading the image.",
  );
});

test("a fast clock is named, because the seconds are the controller's", () => {
  expect(outageText(outage, 20)).toBe(
    "Activate interrupts service on 12 access points, each for 27 s to 31 s of controller time (x20).",
  );
});

test("without a joined access point nothing is interrupted", () => {
  expect(outageText({ ...outage, apCount: 0 }, 1)).toBe(
    "Activate interrupts no service, because no access point is joined.",
  );
});
