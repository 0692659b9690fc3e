import { expect, test } from "vitest";
import {
  isNarrowed,
  NO_FILTER,
  readFilter,
  type TimelineFilter,
  toggled,
  writeFilter,
} from "./timeline-filter";

const filter = (over: Partial<TimelineFilter> = {}): TimelineFilter => ({ ...NO_FILTER, ...over });

test("a filter passes through the URL unchanged", () => {
  const some = filter({
    text: "100 % & more, really",
    apId: "0000.0000.0010",
    shared: false,
    sources: ["server", "access point"],
  });
  expect(writeFilter(some)).toMatch(/&sources=server,access-point$/);
  expect(readFilter(new URLSearchParams(writeFilter(some)))).toEqual(some);
  expect(writeFilter(filter())).toBe("");
  expect(isNarrowed(filter())).toBe(false);
});

test("ignores invalid parameters in the URL", () => {
  expect(readFilter(new URLSearchParams("sources=moon,&only=yes"))).toEqual(filter());
});

test("hides shared entries only with one access point selected", () => {
  expect(writeFilter(filter({ shared: false }))).toBe("");
});

test("toggled sources keep their order, and the last one stays on", () => {
  expect(toggled(["state"], "server")).toEqual(["server", "state"]);
  expect(toggled(["server", "state"], "server")).toEqual(["state"]);
  expect(toggled(["state"], "state")).toEqual(["state"]);
});
