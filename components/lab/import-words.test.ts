import { expect, test } from "vitest";
import type { ListedAp } from "@/lib/contracts/lab-listing";
import { controllerWords, fleetWords, foundWords, hostsOf, removedWords } from "./import-words";

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

test("says how many access points were found and in which output", () => {
  expect(foundWords(reading([], []))).toBe("No access points found.");
  expect(foundWords(reading([ap("a")], ["CSV"]))).toBe("1 access point from CSV.");
  expect(foundWords(reading([ap("a"), ap("b")], ["show ap summary", "show ap image", "CSV"]))).toBe(
    "2 access points from show ap summary, show ap image and CSV.",
  );
});

test("offers only models that can host the controller", () => {
  expect(hostsOf([ap("a", { model: "C9105AXW-E" }), ap("b"), ap("c", { model: "CW9166I-E" })])).toEqual([
    "b",
  ]);
});

test("counts unknown models and generated MAC addresses", () => {
  expect(fleetWords([ap("a")])).toEqual([]);
  expect(fleetWords([ap("a", { unknownModel: true }), ap("b", { assumed: ["radioMac"] })])).toEqual([
    "No image family is known for the model of 1 access point. Upgrades report it as Unsupported.",
    "1 access point gets generated MAC addresses.",
  ]);
});

test("says what is removed and what is kept, and mentions an upgrade only while one runs", () => {
  expect(removedWords({ apCount: 1 }, false)).toEqual([
    "This removes 1 access point with its images and behaviors. You can't undo this. To keep this lab, export it first.",
    "The image download profile, image sets, servers, and logs are kept.",
  ]);
  expect(removedWords({ apCount: 12 }, true)[1]).toBe("The running upgrade is canceled.");
});

test("describes the new controller, with what the text does not contain taken from the current one", () => {
  const present = { name: "9120-EWC", version: "17.9.4.27" };
  expect(controllerWords(reading([], []), null, present)).toBe(
    "The controller will be 9120-EWC, running 17.9.4.27, on the current host.",
  );
  const said = { ...reading([], []), controller: { name: "WLC", running: "17.13.0.44" } };
  expect(controllerWords(said, "b", present)).toBe("The controller will be WLC, running 17.13.0.44, on b.");
});
