import { expect, test } from "vitest";
import { consequences } from "./consequences";

const controller = { version: "17.9.4.27", model: "C9120AXI-E", apCount: 12, profile: null };
const fleet = { count: 5, models: ["C9120AXI-E"], running: "17.9.4.27" };

test("predicts nothing for access points that run the controller's version", () => {
  expect(consequences(fleet, controller)).toEqual([]);
});

test("predicts a download at join for another version, and retries for another family while no profile is saved", () => {
  expect(consequences({ ...fleet, running: "17.3.3.26" }, controller)).toEqual([
    "The controller runs 17.9.4.27. Each access point downloads its image when it joins.",
  ]);
  const foreign = { count: 1, models: ["C9105AXI-E"], running: "17.3.3.26" };
  expect(consequences(foreign, controller)).toEqual([
    "The controller runs 17.9.4.27. The access point downloads its image when it joins.",
    "No image download profile is saved. Access points that need ap1g8 keep retrying until one is saved.",
  ]);
});

test("names an unknown model and a fleet that is larger than a real controller supports", () => {
  expect(consequences({ ...fleet, count: 100, models: ["XYZ-1"] }, controller)).toEqual([
    "No image family is known for XYZ-1. Upgrades report it as Unsupported.",
    "A real EWC supports up to 100 access points. This lab will have 112.",
  ]);
});
