/** What the check of decisions reports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findDecisionFaults } from "./decisions";

const GOOD = "Status: accepted, 2026-11-22\n\n## Context\nA.\n\n## Decision\nB.\n\n## Consequences\nC.\n";

function reported(decisions: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), "decisions-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "docs/decisions"), { recursive: true });
  for (const [name, text] of Object.entries(decisions))
    writeFileSync(join(root, "docs/decisions", name), text);
  return findDecisionFaults(root).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

it("accepts decisions that are numbered from 1 and have status, date and three headings", () => {
  expect(
    reported({ "0001-first.md": `# 1. First\n\n${GOOD}`, "0002-second.md": `# 2. Second\n\n${GOOD}` }),
  ).toEqual([]);
});

it("reports a gap in the numbers", () => {
  expect(
    reported({ "0001-first.md": `# 1. First\n\n${GOOD}`, "0003-third.md": `# 3. Third\n\n${GOOD}` }),
  ).toEqual([
    "docs/decisions/0003-third.md:1 the file name does not start with number 2",
    'docs/decisions/0003-third.md:1 the title does not start with "# 2. "',
  ]);
});

it("reports a missing status and other headings", () => {
  expect(reported({ "0001-first.md": "# 1. First\n\n**Context.** A.\n" })).toEqual([
    "docs/decisions/0001-first.md:3 the line is no status with a date",
    "docs/decisions/0001-first.md:1 the headings are not ## Context, ## Decision, ## Consequences",
  ]);
});
