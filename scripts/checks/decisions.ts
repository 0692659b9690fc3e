/** Checks the decisions of docs/decisions: numbered from 1 without a gap, all in one form, each with a status and a date. */
import { type Check, type Finding, linesOf, repositoryFiles } from "./finding";

const FILE = /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/;
const STATUS = /^Status: (proposed|accepted|rejected|superseded by \d+), \d{4}-\d{2}-\d{2}$/;
const HEADINGS = ["## Context", "## Decision", "## Consequences"];

/** The check. */
export const findDecisionFaults: Check = (root) => {
  const findings: Finding[] = [];
  const files = repositoryFiles(root).filter((file) => file.startsWith("docs/decisions/"));
  for (const [index, file] of files.entries()) {
    const report = (line: number, message: string) => findings.push({ file, line, message });
    const lines = linesOf(root, file);
    const number = index + 1;
    if (Number(FILE.exec(file)?.[1]) !== number)
      report(1, `the file name does not start with number ${number}`);
    if (!lines[0]?.startsWith(`# ${number}. `)) report(1, `the title does not start with "# ${number}. "`);
    if (!STATUS.test(lines[2] ?? "")) report(3, "the line is no status with a date");
    const headings = lines.filter((line) => line.startsWith("## "));
    if (headings.join() !== HEADINGS.join()) report(1, `the headings are not ${HEADINGS.join(", ")}`);
  }
  return findings;
};
