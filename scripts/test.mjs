/**
 * `npm test`: every check and test, from a fresh clone. Goes on after a failure; the last line is the total.
 * `npm test -- --only unit,e2e` runs a part: the checks of scripts/support/checks.mjs, unit, build, e2e, simulation,
 * fuzzing, "unit on Node 24". `--no-coverage` measures no coverage.
 */
import "./support/node-version.mjs";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { checks } from "./support/checks.mjs";
import { failedBrowserTests, failedUnitTests, lastLines } from "./support/failures.mjs";
import { bin, node, ROOT, run, say } from "./support/run.mjs";

const NODE_24 = "unit on Node 24";
/** Only continuous integration runs these when nothing is chosen. They need minutes, and mostly find nothing. */
const LONG = new Set(["simulation", "fuzzing", NODE_24]);
const REPORTS = join(".cache", "reports");
const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, names: [] });

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(ROOT, REPORTS, name), "utf8"));
  } catch {
    return undefined;
  }
}

/** A runner that ended with an error counts as one failure even when no test failed (an error outside of the tests). */
function withRunnerFailure(sum, code) {
  return code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

/** @param {{ report: string, run: (args: string[]) => Promise<{ code: number }>, coverage?: boolean }} options */
async function vitest({ report, run: runVitest, coverage = false }) {
  const file = join(REPORTS, report);
  const { code } = await runVitest([
    bin.vitest,
    "run",
    ...(coverage ? ["--coverage"] : []),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const result = readReport(report);
  if (!result) return one(false);
  const unloaded = result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return withRunnerFailure(
    {
      passed: result.numPassedTests,
      failed: result.numFailedTests + unloaded.length,
      skipped: result.numPendingTests + result.numTodoTests,
      names: failedUnitTests(result, (file) => relative(ROOT, file)),
    },
    code,
  );
}

const measuresCoverage = !process.argv.includes("--no-coverage");
const unit = () =>
  vitest({ report: "unit.json", run: ([script, ...args]) => node(script, args), coverage: measuresCoverage });

async function unitOnNode24() {
  const { node24, node24Environment, prepareNode24 } = await import("./support/node-24.mjs");
  if (!(await prepareNode24())) return one(false);
  return vitest({
    report: "unit-node-24.json",
    run: (args) => run(node24, args, { env: node24Environment }),
  });
}

async function e2e() {
  const { findOrInstallBrowser } = await import("./support/browser.mjs");
  const browser = await findOrInstallBrowser();
  if (!browser) {
    say("No browser could be installed, so the browser tests did not run.");
    return one(false);
  }
  say(`Browser: ${browser}`);
  const env = {
    CHROMIUM_PATH: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, "e2e.json"),
  };
  const { code } = await node(bin.playwright, ["test", "--reporter=list,json"], { env });
  const report = readReport("e2e.json");
  if (!report?.stats) return one(false);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withRunnerFailure(
    { passed: expected, failed: unexpected + flaky, skipped, names: failedBrowserTests(report) },
    code,
  );
}

async function build() {
  const { build: buildConsole } = await import("./support/prepare.mjs");
  try {
    await buildConsole();
    return one(true);
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : cause);
    return one(false);
  }
}

/** A script that ends with an error when it finds something. */
const script =
  (file, ...args) =>
  async () => {
    const { code, output } = await node(bin.tsx, [file, ...args], { copied: true });
    return code === 0 ? one(true) : { ...one(false), names: lastLines(output) };
  };

const runners = {
  ...Object.fromEntries(
    Object.entries(checks).map(([name, passes]) => [name, async () => one(await passes())]),
  ),
  unit,
  build,
  e2e,
  simulation: script("scripts/simulate.ts", "--seeds", "200", "--steps", "25"),
  fuzzing: script("scripts/fuzz/main.ts", "--seconds", "20"),
  [NODE_24]: unitOnNode24,
};

function chosen() {
  const at = process.argv.indexOf("--only");
  if (at < 0) return Object.keys(runners).filter((name) => !LONG.has(name) || process.env.CI === "true");
  const names = (process.argv[at + 1] ?? "").split(",");
  const unknown = names.find((name) => !Object.hasOwn(runners, name));
  if (unknown === undefined) return names;
  console.error(`There is no runner "${unknown}". There are: ${Object.keys(runners).join(", ")}.`);
  process.exit(1);
}

const names = chosen();
process.chdir(ROOT);
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
try {
  const { generate, install, prepareNativeParts } = await import("./support/prepare.mjs");
  await install({ dev: true });
  await prepareNativeParts();
  await generate();
  if (["unit", "e2e", NODE_24].some((name) => names.includes(name))) {
    const { installPeers } = await import("./support/peers.mjs");
    await installPeers();
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const name of names) {
  say(`${name} ...`);
  const result = await runners[name]();
  say(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  for (const kind of Object.keys(sum)) sum[kind] += result[kind];
  if (result.failed === 0) continue;
  const titles = result.names.length > 0 ? result.names : ["see its output above"];
  failures.push(...titles.map((title) => `${name}: ${title}`));
}
// Said again at the end, because the output above is long.
if (failures.length > 0) console.log(["", "Failed:", ...failures.map((line) => `  ${line}`)].join("\n"));
if (sum.skipped > 0) console.log(`${sum.skipped} skipped: what they need is not on this machine.`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 ? 1 : 0;
