/**
 * `npm run fuzz -- [tftp|sftp|cli|http|import|all] [--seconds N] [--seed N] [--steps N]`: gives a console of its own odd
 * input, over loopback only, and looks at what is left of it: whether it still works, its descriptors, its memory, and its
 * log. The same seed gives the same inputs; `--steps` ends after so many. Needs a build (`npm test -- --only build`).
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { seededChance } from "@/lib/kit/chance";
import { type RunningConsole, startConsole } from "../../e2e/support/console";
import { labFile, smallLab } from "../../e2e/support/labs";
import { sampleSet } from "../../e2e/support/samples";
import { openCli } from "./cli";
import { openHttp } from "./http";
import { openImport } from "./import";
import { openSftp } from "./sftp";
import { inTheEnd, type OpenTarget, type Target } from "./target";
import { openTftp } from "./tftp";

/** Those of a console, and the import, which runs in this process. */
const consoleTargets: Readonly<Record<string, OpenTarget>> = {
  tftp: openTftp,
  sftp: openSftp,
  cli: openCli,
  http: openHttp,
};
const targets = [...Object.keys(consoleTargets), "import"];
/** Descriptors that may be open afterwards beside those from before: connections that the system has not closed yet. */
const SPARE_DESCRIPTORS = 12;
const SETTLE_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "20" },
    seed: { type: "string" },
    steps: { type: "string" },
  },
});
const asked = positionals[0] ?? "all";
const names = asked === "all" ? targets : [asked];
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const steps = Number(values.steps ?? Number.POSITIVE_INFINITY);
if (!names.every((name) => targets.includes(name)) || [seconds, seed, steps].some((n) => !(n >= 0))) {
  console.error(`usage: npm run fuzz -- ${targets.join("|")}|all [--seconds N] [--seed N] [--steps N]`);
  process.exit(2);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Linux only; elsewhere they are not looked at. */
function descriptors(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
function residentMegabytes(pid: number): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000;
  } catch {
    return undefined;
  }
}

/** Lines of the program's log that say that it did not expect something. */
const surprises = (output: string): string[] =>
  output.split("\n").filter((line) => /unhandled|uncaught|TypeError|RangeError|ReferenceError/i.test(line));

async function untilSettled(pid: number, most: number): Promise<number | undefined> {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const open = descriptors(pid);
    if (open === undefined || open <= most || Date.now() > end) return open;
    await sleep(500);
  }
}

/** @returns what is wrong; nothing when all is well */
async function fuzz(name: string, target: Target, app: RunningConsole | undefined): Promise<string[]> {
  const chance = seededChance(seed);
  await inTheEnd(() => target.check());
  const pid = app?.pid ?? process.pid;
  const output = () => app?.output() ?? "";
  const before = { open: descriptors(pid), megabytes: residentMegabytes(pid), log: output().length };
  const end = Date.now() + seconds * 1000;
  let done = 0;
  for (; done < steps && Date.now() < end; done++) {
    await target.step(chance);
    // Timers and sockets get their turn.
    if (done % 64 === 0) await sleep(0);
  }
  target.disconnect();
  const most = (before.open ?? 0) + SPARE_DESCRIPTORS;
  const open = await untilSettled(pid, most);
  const log = output().slice(before.log);
  console.log(
    `${name.padEnd(7)} ${String(done).padStart(8)} inputs; descriptors ${before.open ?? "?"} to ${open ?? "?"}; ` +
      `memory ${before.megabytes?.toFixed(0) ?? "?"} to ${residentMegabytes(pid)?.toFixed(0) ?? "?"} MB; ` +
      `${log.split("\n").length - 1} lines logged`,
  );
  // The same console must still do what it is for.
  await inTheEnd(() => target.check());
  await target.close();
  const wrong = surprises(log).map((line) => `the log says: ${line}`);
  if (open !== undefined && open > most)
    wrong.push(`${open} descriptors are open, ${before.open} were before`);
  if (app !== undefined && app.exitCode !== null) wrong.push(`the console ended with ${app.exitCode}`);
  return wrong;
}

const faults: string[] = [];
console.log(`seed ${seed}`);
for (const name of names) {
  const open = consoleTargets[name];
  const app = open && (await startConsole({ lab: labFile(smallLab()) }));
  try {
    if (app) sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
    const target = open && app ? await open(app) : await openImport();
    const wrong = await fuzz(name, target, app);
    faults.push(...wrong.map((line) => `${name}: ${line}`));
  } catch (cause) {
    faults.push(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
    if (app) console.log(app.output().split("\n").slice(-20).join("\n"));
  } finally {
    await app?.close();
  }
}
for (const line of faults) console.log(line);
console.log(faults.length === 0 ? "No fault was found." : `The faults were found with seed ${seed}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
