import { expect, test } from "vitest";
import type { ListedAp } from "@/lib/contracts/lab-listing";
import { controllerWords, fleetWords, foundWords, hostsOf, lostWords } from "./import-words";

const ap = (name: string, fields: Partial<ListedAp> = {}): ListedAp => ({
  name,
  model: "C9120AXI-E",
  backup: "0.0.0.0",
  assumed: [],
  unknownModel: false,
  lines: [1],
  ...fields,
});
const reading = (aps: ListedAp[], kinds: ("show ap summary" | "show ap image" | "CSV")[]) => ({
  aps,
  kinds,
  rejected: [],
  warnings: [],
  controller: { name: null, running: null },
});

test("what was found is said with its kinds", () => {
  expect(foundWords(reading([], []))).toBe("No access points were found.");
  expect(foundWords(reading([ap("a")], ["CSV"]))).toBe("1 access point from CSV.");
  expect(foundWords(reading([ap("a"), ap("b")], ["show ap summary", "show ap image", "CSV"]))).toBe(
    "2 access points from show ap summary, show ap image and CSV.",
  );
});

test("only models that can host the controller are proposed for it", () => {
  expect(hostsOf([ap("a", { model: "C9105AXW-E" }), ap("b"), ap("c", { model: "CW9166I-E" })])).toEqual([
    "b",
  ]);
});

test("unknown models and made-up MAC addresses are counted", () => {
  expect(fleetWords([ap("a")])).toEqual([]);
  expect(fleetWords([ap("a", { unknownModel: true }), ap("b", { assumed: ["radioMac"] })])).toEqual([
    "No image family is known for the model of 1 access point: an upgrade calls it Unsupported.",
    "1 access point gets MAC addresses that are made up.",
  ]);
});

test("what is lost and what stays is said, and a running upgrade only when one runs", () => {
  expect(lostWords({ apCount: 1 }, false)).toEqual([
    "1 access point with its images and behaviors is removed. This cannot be taken back; export the lab first if you may want it again.",
    "The image download profile, the image sets, the servers and the logs stay.",
  ]);
  expect(lostWords({ apCount: 12 }, true)[1]).toBe("The upgrade that is running is canceled.");
});

test("the controller to come is told, with what the text does not say taken from the present one", () => {
  const present = { name: "9120-EWC", version: "17.9.4.27" };
  expect(controllerWords(reading([], []), null, present)).toBe(
    "The controller will be 9120-EWC, running 17.9.4.27, on the access point that hosts it now.",
  );
  const said = { ...reading([], []), controller: { name: "WLC", running: "17.13.0.44" } };
  expect(controllerWords(said, "b", present)).toBe("The controller will be WLC, running 17.13.0.44, on b.");
});
