/** docs/server-doctor.md lists every rule of the registry, with its severity and title, and no others. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kindModules } from "./kinds";

test("the document lists the rules of the registry below their kind of file", () => {
  const text = readFileSync(new URL("../../docs/server-doctor.md", import.meta.url), "utf8");
  const rules = text.slice(text.indexOf("## Rules"));
  const documented = rules.split("\n").filter((line) => /^### |^\| `/.test(line));
  const registered = Object.values(kindModules).flatMap(({ label, rules: own }) => [
    `### ${label}`,
    ...own.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`),
  ]);
  expect(documented).toEqual(registered);
});
