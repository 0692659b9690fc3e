/**
 * Runs one rule of this repository and prints each finding as `file:line message`. Called by scripts/support/checks.mjs.
 * A new rule is a function `Check`, a test that plants a violation, an entry here and one in checks.mjs.
 */
import type { Check } from "./finding";

/** Loaded when it runs: the rule on modes brings the type checker with it. */
const rules: Record<string, () => Promise<Check>> = {
  references: async () => (await import("./absent-references")).findAbsentReferences,
  modes: async () => (await import("./mode-comparisons")).findModeComparisons,
  roles: async () => (await import("./command-roles")).findCommandsWithoutRole,
  decisions: async () => (await import("./decisions")).findDecisionFaults,
};

const name = process.argv[2] ?? "";
const load = rules[name];
if (load === undefined) {
  console.error(`There is no rule "${name}". The rules are: ${Object.keys(rules).join(", ")}.`);
  process.exit(1);
}
const check = await load();
const findings = check(process.cwd());
for (const { file, line, message } of findings) console.error(`${file}:${line} ${message}`);
process.exitCode = findings.length > 0 ? 1 : 0;
