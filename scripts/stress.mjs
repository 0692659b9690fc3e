/**
 * `npm run stress`: unit and wire tests five times, browser tests twice, beside two processes that do nothing but work.
 * A test that fails here and passes otherwise depends on the speed of the machine. Stops at the first failure.
 * `npm run stress -- --unit 1 --e2e 0 --loops 4` chooses the numbers.
 */
import "./support/node-version.mjs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { node, ROOT, say } from "./support/run.mjs";

const { values } = parseArgs({
  options: {
    unit: { type: "string", default: "5" },
    e2e: { type: "string", default: "2" },
    loops: { type: "string", default: "2" },
  },
});
const counts = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
const wrong = Object.keys(counts).find((name) => !/^\d{1,2}$/.test(values[name]));
if (wrong !== undefined) {
  console.error(`--${wrong} must be a number from 0 to 99, not "${values[wrong]}".`);
  process.exit(1);
}

const test = (part) => node(join(ROOT, "scripts/test.mjs"), ["--only", part, "--no-coverage"]);
const minutes = (since) => `${((Date.now() - since) / 60_000).toFixed(1)} min`;

/** Works until the process that started it has ended, even if that was killed. */
const BUSY_LOOP = "const parent = process.ppid; while (process.ppid === parent);";

let failed = (await test("build")).code !== 0;
const loops = Array.from({ length: counts.loops }, () =>
  spawn(process.execPath, ["--eval", BUSY_LOOP], { stdio: "ignore" }),
);
try {
  for (const [part, times] of [
    ["e2e", counts.e2e],
    ["unit", counts.unit],
  ]) {
    for (let run = 1; run <= times && !failed; run += 1) {
      const since = Date.now();
      failed = (await test(part)).code !== 0;
      say(`${part}, run ${run} of ${times}: ${failed ? "failed" : "passed"} after ${minutes(since)}`);
    }
  }
} finally {
  for (const loop of loops) loop.kill("SIGKILL");
}
process.exitCode = failed ? 1 : 0;
