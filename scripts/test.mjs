/**
 * `npm test`: every check and test, from a fresh clone. Goes on after a failure; the last line is the sum.
 * `npm test -- --only unit,e2e` runs a part: lint, types, boundaries, unused, unit, build, e2e.
 */
import "./support/node-version.mjs";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, node, ROOT, say } from "./support/run.mjs";

const REPORTS = join(".cache", "reports");
const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });
const check = async (...args) => one((await node(...args)).code === 0);

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(ROOT, REPORTS, name), "utf8"));
  } catch {
    return undefined;
  }
}

/** A runner that failed although no test did (a file that does not load, an error outside of tests) is a failure. */
function honest(sum, code) {
  return code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

async function unit() {
  const report = join(REPORTS, "unit.json");
  const args = ["run", "--coverage", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await node(bin.vitest, args);
  const result = readReport("unit.json");
  if (!result) return one(false);
  const unloaded = result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return honest(
    {
      passed: result.numPassedTests,
      failed: result.numFailedTests + unloaded.length,
      skipped: result.numPendingTests + result.numTodoTests,
    },
    code,
  );
}

async function e2e() {
  const { findOrInstallBrowser } = await import("./support/browser.mjs");
  const browser = await findOrInstallBrowser();
  if (!browser) {
    say("No browser could be installed: the tests in the browser did not run.");
    return one(false);
  }
  say(`Browser: ${browser}`);
  const env = {
    CHROMIUM_PATH: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, "e2e.json"),
  };
  const { code } = await node(bin.playwright, ["test", "--reporter=list,json"], { env });
  const stats = readReport("e2e.json")?.stats;
  if (!stats) return one(false);
  return honest(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    code,
  );
}

async function types() {
  const { quietTools } = await import("./support/prepare.mjs");
  const generated = await node(bin.next, ["typegen"], { env: quietTools, quiet: true });
  if (generated.code !== 0) console.error(generated.output);
  return check(bin.tsc, ["--noEmit", "-p", "."]);
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

const ROOMS = ["app", "components", "lib", "scripts", "e2e", "prisma", "instrumentation.ts"];
const runners = {
  lint: () => check(bin.biome, ["check", "--error-on-warnings", "."]),
  types,
  boundaries: () => check(bin.depcruise, ["--config", ".dependency-cruiser.cjs", ...ROOMS]),
  unused: () => check(bin.knip, []),
  unit,
  build,
  e2e,
};

function chosen() {
  const at = process.argv.indexOf("--only");
  if (at < 0) return Object.keys(runners);
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
  const { generate, install } = await import("./support/prepare.mjs");
  await install();
  await generate();
  if (names.includes("unit") || names.includes("e2e")) {
    const { installPeers } = await import("./support/peers.mjs");
    await installPeers();
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  say(`${name} ...`);
  const result = await runners[name]();
  say(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  for (const kind of Object.keys(sum)) sum[kind] += result[kind];
}
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : "";
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed > 0 ? 1 : 0;
