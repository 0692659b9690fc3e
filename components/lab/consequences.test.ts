import { expect, test } from "vitest";
import { consequences } from "./consequences";

const controller = { version: "17.9.4.27", model: "C9120AXI-E", apCount: 12, profile: null };
const fleet = { count: 5, models: ["C9120AXI-E"], running: "17.9.4.27" };

test("access points with the controller's version just join", () => {
  expect(consequences(fleet, controller)).toEqual([]);
});

test("with another version they download at join, and a foreign family needs a profile", () => {
  expect(consequences({ ...fleet, running: "17.3.3.26" }, controller)).toEqual([
    "The controller runs 17.9.4.27: each downloads its image when it joins.",
  ]);
  const foreign = { count: 1, models: ["C9105AXI-E"], running: "17.3.3.26" };
  expect(consequences(foreign, controller)).toEqual([
    "The controller runs 17.9.4.27: it downloads its image when it joins.",
    "No image download profile is saved: of ap1g8 it is tried in vain, again and again, until one is.",
  ]);
});

test("an unknown model and a fleet larger than a real controller's are named", () => {
  expect(consequences({ ...fleet, count: 100, models: ["XYZ-1"] }, controller)).toEqual([
    "No image family is known for XYZ-1: an upgrade calls it Unsupported.",
    "A real EWC manages at most 100 access points; this lab will have 112.",
  ]);
});
