import { expect, test } from "vitest";
import { lanesOf, placeOf } from "./lanes";

const lanes = lanesOf(["ap1g8", "ap1g7", "ap1g8", null], null);
const familyOf = (id: string) => ({ lobby: "ap1g8", core: "ap1g7" })[id];
const place = (
  source: "server" | "controller" | "access point" | "state",
  apId: string | null,
  by: string | null = null,
) => {
  const { at, to } = placeOf({ source, apId, by }, lanes, familyOf);
  return [lanes[at]?.label, to === null ? null : lanes[to]?.label];
};

test("there is a lane for operator, controller, servers, and each image family", () => {
  expect(lanes.map(({ label }) => label)).toEqual([
    "Operator",
    "Controller",
    "Servers",
    "ap1g7",
    "ap1g8",
    "other APs",
  ]);
  expect(lanesOf(["ap1g7"], { name: "lobby", family: "ap1g8" }).at(-1)?.label).toBe("lobby");
});

test("a line of a server or of the controller about an access point leads to the lane of its family", () => {
  expect(place("server", "lobby")).toEqual(["Servers", "ap1g8"]);
  expect(place("controller", "core")).toEqual(["Controller", "ap1g7"]);
  expect(place("controller", null)).toEqual(["Controller", null]);
  expect(place("access point", "core")).toEqual(["ap1g7", null]);
});

test("what an operator did is in the operator's lane and leads to what it is about", () => {
  expect(place("state", null, "ann")).toEqual(["Operator", "Controller"]);
  expect(place("state", "lobby", "ann")).toEqual(["Operator", "ap1g8"]);
  expect(place("state", "lobby")).toEqual(["ap1g8", null]);
});

test("an access point that no longer exists has no lane of its own", () => {
  expect(place("access point", "gone")).toEqual(["other APs", null]);
});
