/**
 * Runs one rule of this repository and prints each finding as `file:line message`. Called by scripts/support/checks.mjs.
 * A new rule is a function `Check`, a test that plants a violation, an entry here and one in checks.mjs.
 */
import { findAbsentReferences } from "./absent-references";
import { findCommandsWithoutRole } from "./command-roles";
import { findDecisionFaults } from "./decisions";
import type { Check } from "./finding";

const rules: Record<string, Check> = {
  references: findAbsentReferences,
  roles: findCommandsWithoutRole,
  decisions: findDecisionFaults,
};

const name = process.argv[2] ?? "";
const rule = rules[name];
if (rule === undefined) {
  console.error(`There is no rule "${name}". The rules are: ${Object.keys(rules).join(", ")}.`);
  process.exit(1);
}
const findings = rule(process.cwd());
for (const { file, line, message } of findings) console.error(`${file}:${line} ${message}`);
process.exitCode = findings.length > 0 ? 1 : 0;
