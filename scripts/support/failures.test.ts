/** The last lines of `npm test` name what failed and why. */
import { expect, test } from "vitest";
import { failedBrowserTests, failedUnitTests, lastLines } from "./failures.mjs";

test("a unit test is named with its file and the first line of its cause, without colors", () => {
  const report = {
    testResults: [
      {
        name: "/here/lib/a.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "adds" },
          {
            status: "failed",
            fullName: "subtracts",
            failureMessages: ["\u001b[31mError: 1 is not 2\u001b[39m\n    at a.ts:1"],
          },
        ],
      },
      {
        name: "/here/lib/b.test.ts",
        status: "failed",
        message: "Cannot find module c\nRequire stack",
        assertionResults: [],
      },
    ],
  };
  expect(failedUnitTests(report, (file: string) => file.replace("/here/", ""))).toEqual([
    "lib/a.test.ts > subtracts: Error: 1 is not 2",
    "lib/b.test.ts could not be loaded: Cannot find module c",
  ]);
});

test("browser tests of the same name differ by what they belong to", () => {
  const failing = {
    title: "does not jump",
    ok: false,
    tests: [{ results: [{ errors: [{ message: "Expected: 0\nReceived: 1" }] }] }],
  };
  const report = {
    suites: [
      {
        title: "pages.spec.ts",
        specs: [{ title: "opens", ok: true, tests: [] }],
        suites: [
          { title: "at 390 pixels", specs: [failing] },
          { title: "at 1440 pixels", specs: [failing] },
        ],
      },
    ],
  };
  expect(failedBrowserTests(report)).toEqual([
    "pages.spec.ts > at 390 pixels > does not jump: Expected: 0",
    "pages.spec.ts > at 1440 pixels > does not jump: Expected: 0",
  ]);
});

test("a script that failed is named with its last six lines, without colors and empty lines", () => {
  const output = Array.from({ length: 8 }, (_, i) => `\u001b[31m${i} lines\u001b[39m\n\n`).join("");
  expect(lastLines(output)).toEqual([2, 3, 4, 5, 6, 7].map((i) => `${i} lines`));
});
