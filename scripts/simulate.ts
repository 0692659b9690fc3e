/**
 * `npm run simulate -- [--seed N] [--seeds K] [--steps N | --hours H] [--aps N] [--faults all|name,...]`: the engine on a
 * simulated clock with random operators and faults, and what contradicts itself after a step. A seed that finds something is made
 * short and printed; the same seed gives the same steps. `--hours` is simulated time.
 */
import { parseArgs } from "node:util";
import { type FaultName, faultNames } from "@/lib/testing/simulator/operations";
import { minimized, type Outcome, simulate } from "@/lib/testing/simulator/simulate";
import { simulatedLab } from "@/lib/testing/simulator/simulated-labs";

const DEFAULT_STEPS = 50;
const HOUR = 3_600_000;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    steps: { type: "string" },
    hours: { type: "string" },
    aps: { type: "string", default: "0" },
    faults: { type: "string", default: "all" },
  },
});
const first = Number(values.seed);
const count = Number(values.seeds);
const steps = Number(values.steps ?? (values.hours === undefined ? DEFAULT_STEPS : Number.POSITIVE_INFINITY));
const simulatedMs = Number(values.hours ?? Number.POSITIVE_INFINITY) * HOUR;
const aps = Number(values.aps);
const named =
  values.faults === "all" ? [...faultNames] : values.faults.split(",").filter((name) => name !== "");
const unknown = named.find((name) => !(faultNames as readonly string[]).includes(name));
if (unknown !== undefined || [first, count, steps, simulatedMs, aps].some((n) => !(n >= 0))) {
  if (unknown !== undefined)
    console.error(`There is no fault "${unknown}". There are: ${faultNames.join(", ")}.`);
  console.error(
    "usage: npm run simulate -- [--seed N] [--seeds K] [--steps N | --hours H] [--aps N] [--faults all|name,...]",
  );
  process.exit(2);
}
const faults = new Set(named as FaultName[]);
const fleet = simulatedLab(aps);

/** Prints the shortest steps that still go wrong, and last, where a reader looks first, what goes wrong. */
async function report(seed: number, { violation, steps: done }: Outcome): Promise<void> {
  const few = await minimized(done, { fleet });
  console.log(`seed ${seed}, the shortest steps (${few.length}):`);
  for (const step of few) console.log(`  ${JSON.stringify(step)}`);
  console.log(`seed ${seed} goes wrong after ${done.length} steps:`);
  for (const line of violation?.found ?? []) console.log(`  ${line}`);
}

const begin = process.cpuUsage();
let simulated = 0;
let taken = 0;
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulate(seed, { steps, simulatedMs }, { faults, fleet });
  simulated += outcome.simulatedMs;
  taken += outcome.steps.length;
  if (outcome.violation === null) continue;
  failed++;
  await report(seed, outcome);
}
const { user, system } = process.cpuUsage(begin);
console.log(
  `${count} seeds from ${first}, ${taken} steps, ${(simulated / HOUR).toFixed(1)} simulated hours in ` +
    `${((user + system) / 1e6).toFixed(0)} s of CPU: ${failed === 0 ? "nothing contradicts itself" : `${failed} seeds went wrong`}`,
);
process.exitCode = failed === 0 ? 0 : 1;
