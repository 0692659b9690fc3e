import { expect, test } from "vitest";
import { type LogFilter, matches, queryOf } from "@/components/log-view/log-query";
import { nearestNames } from "@/components/log-view/nearest-names";
import type { LogLine } from "@/lib/contracts/logs";
import { readFilter, severityOptions, writeFilter } from "./log-filter";

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

test("a filter passes through the URL unchanged", () => {
  const some = filter({ text: "100 % & more", severity: 3, apId: "0000.0000.0010" });
  expect(readFilter(new URLSearchParams(writeFilter(some)))).toEqual(some);
  expect(writeFilter(filter())).toBe("");
});

test("ignores invalid parameters in the URL", () => {
  expect(readFilter(new URLSearchParams("severity=9"))).toEqual(filter());
  expect(readFilter(new URLSearchParams("severity=worst"))).toEqual(filter());
});

test("matches the severity and worse ones, and no line without a severity", () => {
  expect(matches(line({ severity: 3 }), filter({ severity: 4 }))).toBe(true);
  expect(matches(line({ severity: 5 }), filter({ severity: 4 }))).toBe(false);
  expect(matches(line({ severity: null }), filter({ severity: 6 }))).toBe(false);
  expect(matches(line({ severity: null }), filter())).toBe(true);
});

test("finds text in upper and lower case, and an access point by its id", () => {
  expect(matches(line(), filter({ text: " config_i " }))).toBe(true);
  expect(matches(line(), filter({ text: "reload" }))).toBe(false);
  expect(matches(line(), filter({ apId: "0000.0000.0020" }))).toBe(false);
});

test("queries no severity when none is selected", () => {
  expect(queryOf("syslog", filter())).not.toHaveProperty("severity");
  expect(queryOf("syslog", filter({ severity: 3 }))).toMatchObject({ source: "syslog", severity: 3 });
});

test("offers severities from all to only the most severe", () => {
  expect(severityOptions[0]?.label).toBe("All severities");
  expect(severityOptions.at(-1)?.label).toBe("Emergencies (0)");
});

test("finds access points by a part of the name: names that start with it first, then in numeric order", () => {
  const aps = ["lab-ap-10", "ap-10", "ap-9", "spare"].map((name) => ({ id: name, name }));
  expect(nearestNames(aps, "AP-", 2)).toEqual({ names: [aps[2], aps[1]], more: 1 });
});

test("a filter by run passes through the URL unchanged, and only its lines match", () => {
  expect(readFilter(new URLSearchParams("run=12"))).toEqual(filter({ run: 12 } as Partial<LogFilter>));
  expect(writeFilter({ ...filter(), run: 12 })).toBe("run=12");
  expect(readFilter(new URLSearchParams("run=0"))).toEqual(filter());
  expect(matches(line({ upgradeId: "a" }), filter({ upgradeId: "a" }))).toBe(true);
  expect(matches(line({ upgradeId: "b" }), filter({ upgradeId: "a" }))).toBe(false);
  expect(queryOf("syslog", filter({ upgradeId: "a" }))).toMatchObject({ upgradeId: "a" });
});
