/**
 * `npm run kills -- [--times 200] [--seed N] [--verbose]`: ends a console of its own with SIGKILL at random moments, while images are
 * uploaded and imported, an upgrade goes through its stages, and labs and settings change, and starts it again on the same
 * data folder. After each start nothing that was answered may be lost, no file left over, and no row untrue. The same seed
 * gives the same activities and delays. Needs a build (`npm test -- --only build`).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KilledConsole } from "./killed-console";
import { kinds, planOf } from "./plan";
import { plants } from "./plant";
import type { Problem } from "./target";

const SHOWN_EVERY = 10;

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "200" },
    seed: { type: "string" },
    plant: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const times = Number(values.times);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const plant = values.plant === undefined ? () => undefined : plants[values.plant];
if (plant === undefined || ![times, seed].every((n) => Number.isSafeInteger(n) && n >= 0) || times === 0) {
  console.error("usage: npm run kills -- [--times 200] [--seed N] [--verbose] [--plant NAME]");
  process.exit(2);
}

const problems: Problem[] = [];
const countOf = (what: Problem["what"]) => problems.filter((problem) => problem.what === what).length;
const summary = (done: number) =>
  `${done} kills: ${countOf("lost")} lost, ${countOf("orphan")} orphans, ${countOf("untrue row")} untrue rows`;
const note = (when: string, found: readonly Problem[]) => {
  problems.push(...found);
  for (const { what, text } of found) console.log(`${what}, ${when}, seed ${seed}: ${text}`);
};

console.log(`seed ${seed}`);
const workDir = mkdtempSync(join(tmpdir(), "ewc-kills-"));
let done = 0;
let isStopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    isStopped = true;
  });
let subject: KilledConsole | undefined;
const begin = performance.now();
const met = new Map(kinds.map((kind) => [kind, 0]));
try {
  subject = await KilledConsole.open(workDir);
  for (const step of planOf(times, seed)) {
    if (isStopped) break;
    const found = await subject.kill(step, plant);
    done++;
    met.set(step.kind, (met.get(step.kind) ?? 0) + 1);
    const when = `kill ${done} (${step.kind} after ${step.delayMs} ms${step.againMs === null ? "" : ", and once more"})`;
    if (values.verbose) console.log(`${when}: ${subject.report}`);
    note(when, found);
    if (done % SHOWN_EVERY === 0 && done < times)
      console.log(`${summary(done)}; ${((performance.now() - begin) / 1000 / done).toFixed(1)} s for each`);
  }
  note("at the end", await subject.finish());
} catch (cause) {
  const text = cause instanceof Error ? cause.message : String(cause);
  note(`kill ${done + 1}`, [{ what: "lost", text: `the console is not usable any more: ${text}` }]);
} finally {
  await subject?.close();
  rmSync(workDir, { recursive: true, force: true });
}
console.log(`under way: ${[...met].map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
console.log(summary(done));
process.exitCode = problems.length === 0 ? 0 : 1;
