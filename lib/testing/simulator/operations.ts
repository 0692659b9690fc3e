/** What happens in a simulated lab: orders of operators, faults of everything around them, and time. Plain data. */
import type { Behavior } from "@/lib/contracts/lab";
import type { Chance } from "@/lib/kit/chance";
import { NEW, OLD } from "../simulation-lab";

/** Groups of faults; operators give their orders in any case. */
export const faultNames = ["access-points", "server", "crash", "disk", "clock"] as const;
export type FaultName = (typeof faultNames)[number];

/** What operators order. */
export type Order =
  | { do: "start"; sftp: boolean }
  | { do: "cancel" | "activate" | "heal" }
  | { do: "predownload"; name: string }
  | { do: "behave"; names: string[]; change: Partial<Behavior> }
  | { do: "reboot" | "remove"; names: string[] }
  | { do: "add"; running: string }
  | { do: "batches"; batchSize: number }
  | { do: "speed"; factor: number }
  | { do: "order"; type: "swap-all" | "reset-all" | "reload" }
  /** A program orders it over RESTCONF. */
  | { do: "program"; type: ProgramOrder; name: string };
const programOrders = [
  "install",
  "activate",
  "install-commit",
  "abort",
  "ap-reset",
  "swap-ap-image",
  "hostname",
] as const;
type ProgramOrder = (typeof programOrders)[number];

export type Operation =
  | Order
  | { do: "wait" }
  /** The server loses a file, or gets it back. */
  | { do: "hide"; family: string }
  /** The server sends damaged bytes, or stops in the middle. */
  | { do: "damage"; family: string; how: "corrupt" | "stops" | "mended" }
  | { do: "outage"; code: "connection-refused" | "timed-out" | null }
  /** `kill -9` between two writes, and the next start. */
  | { do: "kill" }
  /** Only so many writes reach the disk before the kill, which comes a while later. */
  | { do: "kill-at-write"; writes: number; afterMs: number }
  | { do: "restart" }
  | { do: "fill-disk" | "free-disk" }
  | { do: "slow-disk"; delayMs: number }
  /** The clock of the machine is set. */
  | { do: "set-clock"; byMs: number };

/** `afterMs` of the simulated clock pass before. */
export type Step = { afterMs: number; what: Operation };

const FAMILIES = ["ap1g6", "ap1g7", "ap1g8"];
const HOUR = 3_600_000;

type Recipe = {
  weight: number;
  of: FaultName | "operator";
  make(chance: Chance, names: readonly string[]): Operation;
};

const some = (chance: Chance, names: readonly string[]): string[] =>
  Array.from({ length: chance.integer(1, 3) }, () => chance.pick(names));
const percent = (chance: Chance) => (chance.next() < 0.3 ? null : chance.integer(0, 100));

const behaviors: readonly ((chance: Chance) => Partial<Behavior>)[] = [
  (chance) => ({ stallsAtPercent: percent(chance) }),
  (chance) => ({ rebootsAtPercent: percent(chance) }),
  (chance) => ({ losesCapwapAtPercent: percent(chance) }),
  (chance) => ({ corruptsImage: chance.next() < 0.5 }),
  (chance) => ({ ignoresActivate: chance.next() < 0.5 }),
  (chance) => ({ flashFreeBytes: chance.pick([1000, 200_000_000]) }),
  (chance) => ({ linkRttMs: chance.integer(1, 10) }),
  (chance) => ({ rejoinAfterSeconds: chance.next() < 0.3 ? null : chance.integer(0, 60) }),
];

const recipes: readonly Recipe[] = [
  { weight: 10, of: "operator", make: () => ({ do: "wait" }) },
  { weight: 6, of: "operator", make: (chance) => ({ do: "start", sftp: chance.next() < 0.5 }) },
  { weight: 2, of: "operator", make: () => ({ do: "cancel" }) },
  { weight: 4, of: "operator", make: () => ({ do: "activate" }) },
  { weight: 2, of: "operator", make: (chance, names) => ({ do: "predownload", name: chance.pick(names) }) },
  { weight: 1, of: "operator", make: (chance, names) => ({ do: "reboot", names: some(chance, names) }) },
  { weight: 1, of: "operator", make: (chance, names) => ({ do: "remove", names: some(chance, names) }) },
  { weight: 2, of: "operator", make: (chance) => ({ do: "add", running: chance.pick([OLD, NEW]) }) },
  { weight: 1, of: "operator", make: (chance) => ({ do: "batches", batchSize: chance.pick([1, 3, 16]) }) },
  { weight: 1, of: "operator", make: (chance) => ({ do: "speed", factor: chance.pick([1, 10, 60]) }) },
  {
    weight: 4,
    of: "operator",
    make: (chance, names) => ({
      do: "program",
      type: chance.pick(programOrders),
      name: chance.pick(names),
    }),
  },
  {
    weight: 2,
    of: "operator",
    make: (chance) => ({ do: "order", type: chance.pick(["swap-all", "reset-all", "reload"]) }),
  },
  {
    weight: 5,
    of: "access-points",
    make: (chance, names) => ({
      do: "behave",
      names: some(chance, names),
      change: Object.assign(
        {},
        ...Array.from({ length: chance.integer(1, 3) }, () => chance.pick(behaviors)(chance)),
      ),
    }),
  },
  { weight: 3, of: "access-points", make: () => ({ do: "heal" }) },
  { weight: 2, of: "server", make: (chance) => ({ do: "hide", family: chance.pick(FAMILIES) }) },
  {
    weight: 3,
    of: "server",
    make: (chance) => ({
      do: "damage",
      family: chance.pick(FAMILIES),
      how: chance.pick(["corrupt", "stops", "mended", "mended"]),
    }),
  },
  {
    weight: 3,
    of: "server",
    make: (chance) => ({ do: "outage", code: chance.pick(["connection-refused", "timed-out", null, null]) }),
  },
  { weight: 2, of: "crash", make: () => ({ do: "kill" }) },
  {
    weight: 3,
    of: "crash",
    make: (chance) => ({
      do: "kill-at-write",
      writes: chance.integer(0, 12),
      afterMs: chance.integer(0, 20_000),
    }),
  },
  { weight: 2, of: "crash", make: () => ({ do: "restart" }) },
  { weight: 1, of: "disk", make: () => ({ do: "fill-disk" }) },
  { weight: 2, of: "disk", make: () => ({ do: "free-disk" }) },
  { weight: 1, of: "disk", make: (chance) => ({ do: "slow-disk", delayMs: chance.pick([0, 0, 20, 700]) }) },
  {
    weight: 1,
    of: "clock",
    make: (chance) => ({
      do: "set-clock",
      byMs: chance.pick([-30 * HOUR, -HOUR, -1500, 1500, HOUR, 30 * HOUR]),
    }),
  },
];

/** How long nothing is ordered: mostly seconds, sometimes a night. */
function pause(chance: Chance): number {
  const kind = chance.next();
  if (kind < 0.7) return chance.integer(0, 12_000);
  if (kind < 0.95) return chance.integer(0, 300_000);
  return chance.integer(0, 8 * HOUR);
}

/** The next step. @param names of access points that may be meant @param faults the groups that may happen */
export function nextStep(chance: Chance, names: readonly string[], faults: ReadonlySet<FaultName>): Step {
  const possible = recipes.filter(({ of }) => of === "operator" || faults.has(of));
  let at = chance.next() * possible.reduce((sum, { weight }) => sum + weight, 0);
  const recipe = possible.find(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  return { afterMs: pause(chance), what: (recipe ?? possible[0])?.make(chance, names) ?? { do: "wait" } };
}
