import { expect, test } from "vitest";
import { closestName } from "./closest-name";

const paths = ["EWC_17_12_1/ap1g7", "EWC_17_12_1/ap1g8", "EWC_17_12_1/version.info", "EWC_17_9_4/ap1g8"];

test.each([
  ["ap1g8", "EWC_17_9_4/ap1g8", "the file with the same base name and the shorter path"],
  ["EWC_17_12_2/ap1g8", "EWC_17_12_1/ap1g8", "the folder that differs in one digit"],
  ["/ewc_17_12_1/AP1G7", "EWC_17_12_1/ap1g7", "another spelling in upper and lower case"],
  ["EWC_17_12_1\\ap1g7", "EWC_17_12_1/ap1g7", "backslashes"],
  ["EWC_17_12_1/ap1g77", "EWC_17_12_1/ap1g7", "one letter too many"],
  ["EWC_17_12_1/version.inf", "EWC_17_12_1/version.info", "one letter too few"],
])("%s: did you mean %s? (%s)", (name, closest) => {
  expect(closestName(name, paths)).toBe(closest);
});

test.each(["boot/menu.cfg", "", "x".repeat(300)])("nothing is close to %j", (name) => {
  expect(closestName(name, paths)).toBeNull();
});
