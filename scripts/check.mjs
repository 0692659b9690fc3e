/**
 * `npm run check`: every check that needs no test run. Installs and generates what is missing or out of date, goes on after
 * a failure, and fails when any check does.
 */
import "./support/node-version.mjs";
import { checks } from "./support/checks.mjs";
import { ROOT, say } from "./support/run.mjs";

process.chdir(ROOT);
try {
  const { generate, install } = await import("./support/prepare.mjs");
  await install({ dev: true });
  await generate();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exit(1);
}
const failed = [];
for (const [name, passes] of Object.entries(checks)) {
  say(`${name} ...`);
  if (!(await passes())) failed.push(name);
}
say(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
