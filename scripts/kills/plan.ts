/** What is under way at each kill, and after how long the kill comes: all of it follows from the seed. */
import { type Chance, seededChance } from "@/lib/kit/chance";

/** The stages of an upgrade, in the order in which one upgrade goes through them. */
export const upgradeStages = [
  "start",
  "predownload",
  "network upgrade",
  "activate",
  "reload",
  "commit",
] as const;
export type UpgradeStage = (typeof upgradeStages)[number];
const others = [
  "upload",
  "SFTP upload",
  "import",
  "import from the folder",
  "lab",
  "settings",
  "reboot",
] as const;
export const kinds = [...upgradeStages, ...others] as const;
export type Kind = (typeof kinds)[number];

export type Step = {
  kind: Kind;
  /** Milliseconds from the start of the activity to the kill. */
  delayMs: number;
  /** Milliseconds from the following start to another kill; null without one. */
  againMs: number | null;
  /** Of everything else that the activity chooses, so that it does not depend on how far earlier ones got. */
  seed: number;
  /** Whether the version that this round activates waits for a commit by command. */
  isCommittedByHand: boolean;
};

const LONGEST_MS = 4000;
/** Much of what can be cut off is done within this time. */
const EARLY_MS = 400;
/** The share of the kills that are followed by one while the console starts again. */
const AGAIN = 0.12;
const START_MS = 3000;

/** Rounds in which each kind comes once: the stages in their order, the others at any place between them. */
export function planOf(times: number, seed: number): Step[] {
  const chance = seededChance(seed);
  const steps: Step[] = [];
  while (steps.length < times) {
    const isCommittedByHand = chance.next() < 0.5;
    for (const kind of roundOf(chance)) steps.push(stepOf(kind, isCommittedByHand, chance));
  }
  return steps.slice(0, times);
}

function roundOf(chance: Chance): Kind[] {
  const round: Kind[] = [...upgradeStages];
  for (const kind of others) round.splice(chance.integer(0, round.length), 0, kind);
  return round;
}

const stepOf = (kind: Kind, isCommittedByHand: boolean, chance: Chance): Step => ({
  kind,
  delayMs: chance.integer(0, chance.next() < 0.5 ? EARLY_MS : LONGEST_MS),
  againMs: chance.next() < AGAIN ? chance.integer(0, START_MS) : null,
  seed: chance.integer(0, 2 ** 31),
  isCommittedByHand,
});
