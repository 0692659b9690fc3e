/** The table of docs/readiness.md against the registry. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkGroups, checkIdsByGroup } from "@/lib/contracts/readiness/check-ids";
import { allChecks } from "./all-checks";

test("the documentation lists each check with its group, title and severity", () => {
  const text = readFileSync(new URL("../../docs/readiness.md", import.meta.url), "utf8");
  const table = text.slice(text.indexOf("## Checks"), text.indexOf("## What it does not know"));
  const documented = table.split("\n").filter((line) => line.includes("`"));
  const expected = checkGroups.flatMap((group) =>
    checkIdsByGroup[group].map((id) => {
      const { title, severity } = allChecks[id];
      return `| ${group} | \`${id}\` | ${title} | ${severity} |`;
    }),
  );
  expect(documented).toEqual(expected);
});
