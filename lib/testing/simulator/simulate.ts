/**
 * Deterministic simulation: a lab on a clock of its own, with operators and faults that a seed chooses. After every step
 * everything that is shown must agree, whatever was killed, full or slow. The same steps always give the same outcome.
 */
import { FaultError } from "@/lib/contracts/fault";
import { type Chance, seededChance } from "@/lib/kit/chance";
import { disagreements } from "../lab-disagreements";
import type { createMemoryStore } from "../memory-store";
import type { TestLab } from "../simulation-lab";
import { type FaultName, faultNames, nextStep, type Step } from "./operations";
import { type SimulatedLab, simulatedLab } from "./simulated-labs";
import { StartFailure, World } from "./world";

export type Violation = { step: Step; found: string[] };
export type Outcome = {
  /** What was done; the last one is the step after which something was wrong. */
  steps: Step[];
  violation: Violation | null;
  /** Milliseconds that have passed on the simulated clock. */
  simulatedMs: number;
};

export type SimulationLimits = { steps: number; simulatedMs: number };
export type SimulationOptions = {
  faults?: ReadonlySet<FaultName>;
  /** Default: the demo lab. */
  fleet?: SimulatedLab;
  /** Plants a bug: changes how the program reads its own store. */
  plant?: (store: ReturnType<typeof createMemoryStore>) => ReturnType<typeof createMemoryStore>;
};

export type ReplayOptions = Pick<SimulationOptions, "plant" | "fleet">;

const PERCENT_AT_THE_END = "share of the run when it can be activated";

const allFaults: ReadonlySet<FaultName> = new Set(faultNames);

/** Runs the steps that the seed chooses, until a limit is reached or something is wrong. */
export function simulate(
  seed: number,
  limits: SimulationLimits,
  options: SimulationOptions = {},
): Promise<Outcome> {
  const { faults = allFaults, fleet = simulatedLab() } = options;
  const chance: Chance = seededChance(seed);
  return run(() => nextStep(chance, fleet.names, faults), limits, { ...options, fleet });
}

/** Runs exactly these steps, until something is wrong. */
export function replay(steps: readonly Step[], options: ReplayOptions = {}): Promise<Outcome> {
  let at = 0;
  return run(() => steps[at++], { steps: steps.length, simulatedMs: Number.POSITIVE_INFINITY }, options);
}

async function run(
  next: () => Step | undefined,
  limits: SimulationLimits,
  { plant, fleet = simulatedLab() }: ReplayOptions,
): Promise<Outcome> {
  const world = new World(fleet, plant);
  const steps: Step[] = [];
  let simulatedMs = 0;
  await world.start();
  while (steps.length < limits.steps && simulatedMs < limits.simulatedMs) {
    const step = next();
    if (step === undefined) break;
    steps.push(step);
    simulatedMs += step.afterMs;
    const found = await take(world, step);
    if (found.length > 0) return { steps, violation: { step, found }, simulatedMs };
    world.forgetOldLines();
  }
  return { steps, violation: null, simulatedMs };
}

/** Does one step. @returns what is wrong afterwards, one sentence each */
async function take(world: World, { afterMs, what }: Step): Promise<string[]> {
  const found: string[] = [];
  try {
    await pass(world, afterMs);
    const before = what.do === "restart" ? await storedOf(world) : null;
    await world.operate(what);
    if (before !== null) found.push(...forgotten(before, factsOf(world.lab)));
  } catch (thrown) {
    if (thrown instanceof StartFailure) return [thrown.message];
    // Everything is tried at any time; what does not fit is refused and changes nothing.
    if (!(thrown instanceof FaultError)) found.push(`an exception: ${String(thrown)}`);
  }
  const shown = await disagreements(world.lab, world);
  // Shown before it is stored, and only then: the percent follows seconds later.
  const { isLate } = world;
  found.push(...shown.filter((sentence) => !(isLate && sentence.startsWith(PERCENT_AT_THE_END))));
  found.push(...incomplete(world.lab));
  found.push(...world.lab.faults.map((fault) => `a fault that nobody expected: ${JSON.stringify(fault)}`));
  return found;
}

/** Simulated milliseconds after which old lines are forgotten, also within a step. */
const FORGET_EVERY_MS = 600_000;

/**
 * Lets simulated time pass. In hours, access points that can't get their image make millions of lines, which would not fit
 * into memory at the end of the step.
 */
async function pass(world: World, ms: number): Promise<void> {
  const { clock, simulated } = world.lab;
  const { factor } = simulated;
  let left = ms;
  for (; left > FORGET_EVERY_MS; left -= FORGET_EVERY_MS) {
    await clock.run(FORGET_EVERY_MS / factor);
    world.forgetOldLines();
  }
  await clock.run(left / factor);
}

/** What must survive a restart of each access point. */
type ApFacts = { retries: number; versions: string[]; isComplete: boolean };
type Facts = Map<string, { now: ApFacts; afterRestart: ApFacts }>;

const factsOf = (lab: TestLab): Facts =>
  new Map(
    lab.aps().map((ap) => {
      const now = {
        retries: ap.retryCount,
        versions: [ap.primaryVersion, ap.backupVersion],
        isComplete: ap.status === "Complete",
      };
      // A transfer that the end of the program cuts off is tried again.
      const isCutOff = ap.status === "Predownloading";
      return [ap.name, { now, afterRestart: { ...now, retries: now.retries + Number(isCutOff) } }];
    }),
  );

/** The facts at a moment at which everything is stored. */
async function storedOf(world: World): Promise<Facts | null> {
  const { lab, disk } = world;
  if (disk.isFull || disk.delayMs > 0) return null;
  // A write that began while the disk was slow takes its time.
  if (!(await world.isSettled(lab.simulation.stored(), 10))) return null;
  const stored = lab.simulation.stored();
  await Promise.all([stored, lab.clock.run(0)]);
  return factsOf(lab);
}

function forgotten(before: Facts, after: Facts): string[] {
  return [...before].flatMap(([name, { afterRestart }]) => {
    const is = JSON.stringify(after.get(name)?.now);
    const expected = JSON.stringify(afterRestart);
    return is === expected ? [] : [`${name} must be ${expected} after the restart, and is ${is}`];
  });
}

/** An access point that is Complete has the image that it was told to fetch. */
const incomplete = (lab: TestLab): string[] =>
  lab
    .aps()
    .filter(
      (ap) =>
        ap.status === "Complete" &&
        ap.predownloadVersion !== "" &&
        ![ap.primaryVersion, ap.backupVersion].includes(ap.predownloadVersion),
    )
    .map((ap) => `${ap.name} is Complete without ${ap.predownloadVersion}`);

/**
 * The shortest list that still goes wrong, found by leaving out ever smaller pieces.
 * @param most how many lists are tried at most
 */
export async function minimized(
  steps: readonly Step[],
  options: ReplayOptions = {},
  most = 300,
): Promise<Step[]> {
  let best = [...steps];
  let tries = 0;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && tries < most; ) {
      const shorter = [...best.slice(0, at), ...best.slice(at + size)];
      tries++;
      const { violation, steps: done } = await replay(shorter, options);
      if (violation === null) at += size;
      else best = done;
    }
  }
  return best;
}
