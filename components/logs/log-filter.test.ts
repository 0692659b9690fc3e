import { expect, test } from "vitest";
import { nearestNames } from "@/components/log-view/nearest-names";
import type { LogLine } from "@/lib/contracts/logs";
import { fits, type LogFilter, questionOf, readFilter, severityOptions, writeFilter } from "./log-filter";

const line = (over: Partial<LogLine> = {}): LogLine => ({
  id: 1,
  source: "syslog",
  at: 1,
  wallAt: 1,
  severity: 5,
  text: "%SYS-5-CONFIG_I: Configured",
  apId: "0000.0000.0010",
  transferId: null,
  upgradeId: null,
  ...over,
});
const filter = (over: Partial<LogFilter> = {}): LogFilter => ({
  text: "",
  severity: null,
  apId: null,
  ...over,
});

test("a filter survives the address", () => {
  const some = filter({ text: "100 % & more", severity: 3, apId: "0000.0000.0010" });
  expect(readFilter(new URLSearchParams(writeFilter(some)))).toEqual(some);
  expect(writeFilter(filter())).toBe("");
});

test("an address with nonsense in it narrows by nothing", () => {
  expect(readFilter(new URLSearchParams("severity=9"))).toEqual(filter());
  expect(readFilter(new URLSearchParams("severity=worst"))).toEqual(filter());
});

test("a severity means this one and what is worse; a line without one is not among them", () => {
  expect(fits(line({ severity: 3 }), filter({ severity: 4 }))).toBe(true);
  expect(fits(line({ severity: 5 }), filter({ severity: 4 }))).toBe(false);
  expect(fits(line({ severity: null }), filter({ severity: 6 }))).toBe(false);
  expect(fits(line({ severity: null }), filter())).toBe(true);
});

test("text is found in any case, an access point by its id", () => {
  expect(fits(line(), filter({ text: " config_i " }))).toBe(true);
  expect(fits(line(), filter({ text: "reload" }))).toBe(false);
  expect(fits(line(), filter({ apId: "0000.0000.0020" }))).toBe(false);
});

test("no severity is no question about it", () => {
  expect(questionOf(filter())).not.toHaveProperty("severity");
  expect(questionOf(filter({ severity: 3 }))).toMatchObject({ source: "syslog", severity: 3 });
});

test("severities stand from all of them to only the worst", () => {
  expect(severityOptions[0]?.label).toBe("All severities");
  expect(severityOptions.at(-1)?.label).toBe("Emergencies (0)");
});

test("access points are found by a part of the name, the beginning first, ten after nine", () => {
  const aps = ["lab-ap-10", "ap-10", "ap-9", "spare"].map((name) => ({ id: name, name }));
  expect(nearestNames(aps, "AP-", 2)).toEqual({ names: [aps[2], aps[1]], more: 1 });
});
