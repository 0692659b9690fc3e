/**
 * Runs one rule of this repository and prints each finding as `file:line message`. Called by scripts/support/checks.mjs.
 * To add a rule, write a `Check` function and a test that plants a violation, and list the rule here and in checks.mjs.
 */
import type { Check } from "./finding";

/** Each rule is imported only when it runs, because `modes` loads the TypeScript compiler. */
const rules: Record<string, () => Promise<Check>> = {
  references: async () => (await import("./absent-references")).findAbsentReferences,
  modes: async () => (await import("./mode-comparisons")).findModeComparisons,
  roles: async () => (await import("./command-roles")).findCommandsWithoutRole,
  decisions: async () => (await import("./decisions")).findDecisionFaults,
  packages: async () => (await import("./packages")).findUnacceptablePackages,
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
