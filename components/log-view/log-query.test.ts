import { expect, test } from "vitest";
import { NO_LOG_FILTER, queryOf } from "./log-query";

test("the query of an access point's console names the access point", () => {
  expect(queryOf("console:2c5a.0f40.6920", { ...NO_LOG_FILTER, text: "Joined" })).toEqual({
    source: "console",
    apId: "2c5a.0f40.6920",
    text: "Joined",
  });
});

test("the query of every other log has its topic as the source, and the filter's access point and severity", () => {
  expect(queryOf("install", NO_LOG_FILTER)).toEqual({ source: "install", apId: null, text: "" });
  expect(queryOf("syslog", { text: "", severity: 3, apId: "a" })).toEqual({
    source: "syslog",
    apId: "a",
    text: "",
    severity: 3,
  });
});
