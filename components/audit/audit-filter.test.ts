import { expect, test } from "vitest";
import { NO_AUDIT_FILTER } from "@/lib/contracts/audit";
import { instantOf, localInput } from "@/lib/kit/time-text";
import { auditUrlFormat, exportUrl, isFiltered } from "./audit-filter";

const { read, write } = auditUrlFormat;
const full = {
  text: "rename",
  user: "lena",
  action: "Rename an image set",
  outcome: "refused" as const,
  since: Date.UTC(2026, 10, 29, 6),
  until: Date.UTC(2026, 10, 29, 7),
};

test("a filter is the same after a way through the URL, and no filter is an empty one", () => {
  expect(read(new URLSearchParams(write(full)))).toEqual(full);
  expect(write(NO_AUDIT_FILTER)).toBe("");
  expect(read(new URLSearchParams())).toEqual(NO_AUDIT_FILTER);
});

test("what a URL says wrong is left out", () => {
  expect(read(new URLSearchParams("outcome=maybe&since=yesterday&until="))).toEqual(NO_AUDIT_FILTER);
});

test("spaces alone filter nothing", () => {
  expect(isFiltered({ ...NO_AUDIT_FILTER, text: "  " })).toBe(false);
  expect(isFiltered({ ...NO_AUDIT_FILTER, user: "lena" })).toBe(true);
});

test("the export takes the filter, with times in milliseconds", () => {
  const url = new URL(exportUrl(full, "csv"), "http://localhost");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    format: "csv",
    text: "rename",
    user: "lena",
    action: "Rename an image set",
    outcome: "refused",
    since: String(full.since),
    until: String(full.until),
  });
  expect(exportUrl(NO_AUDIT_FILTER, "json")).toBe("/api/audit/export?format=json&text=&outcome=any");
});

test("a time is the same after a way through its input, and a half typed one is none", () => {
  expect(instantOf(localInput(full.since))).toBe(full.since);
  expect(localInput(null)).toBe("");
  expect(instantOf("2026-11-")).toBeNull();
});
