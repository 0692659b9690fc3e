/** The answer of `npm audit` decides whether the check passes. */
import { expect, test } from "vitest";
import { readAudit } from "./audit.mjs";

test("only high and critical findings of an answered audit are reported", () => {
  const vulnerabilities = {
    mild: { name: "mild", severity: "moderate", range: "<2" },
    bad: { name: "bad", severity: "high", range: "<1.2.3" },
    worse: { name: "worse", severity: "critical", range: "*" },
  };
  expect(readAudit(JSON.stringify({ auditReportVersion: 2, vulnerabilities }))).toEqual({
    kind: "answered",
    severe: ["bad <1.2.3: high", "worse *: critical"],
  });
});

test("an audit without findings is answered", () => {
  expect(readAudit('{ "vulnerabilities": {} }')).toEqual({ kind: "answered", severe: [] });
});

test("a registry that refuses audits is told apart from one without findings", () => {
  const output =
    'npm warn audit 405 Method Not Allowed\n{ "message": "405 Method Not Allowed", "statusCode": 405 }\n';
  expect(readAudit(output)).toEqual({ kind: "unanswered", reason: "405 Method Not Allowed" });
  expect(readAudit("npm error network")).toEqual({ kind: "unanswered", reason: "npm printed no report" });
});
