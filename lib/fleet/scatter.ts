/**
 * Faults spread over a fleet by chance, replayable: the same for the same seed and fleet. Each kind occurs once before
 * any occurs twice, so that a few faults are a few different ones.
 */
import type { BehaviorChange } from "@/lib/contracts/lab";
import { type Chance, seededChance } from "@/lib/kit/chance";

/** Every kind of fault, with values by chance. */
const KINDS: readonly ((chance: Chance) => BehaviorChange)[] = [
  (chance) => ({ linkRttMs: chance.integer(5, 20) }),
  (chance) => ({ linkLoss: chance.integer(1, 5) / 1000 }),
  (chance) => ({ linkBytesPerSecond: chance.integer(100, 400) * 1000 }),
  (chance) => ({ flashSlowness: chance.integer(3, 10) }),
  (chance) => ({ flashFreeBytes: chance.integer(100, 1000) * 1000 }),
  (chance) => ({ stallsAtPercent: chance.integer(5, 95) }),
  (chance) => ({ rebootsAtPercent: chance.integer(5, 95) }),
  (chance) => ({ losesCapwapAtPercent: chance.integer(5, 95), rejoinAfterSeconds: chance.integer(10, 90) }),
  (chance) => ({ losesCapwapAtPercent: chance.integer(5, 95), rejoinAfterSeconds: null }),
  () => ({ corruptsImage: true }),
  () => ({ refusesSignature: true }),
  () => ({ ignoresActivate: true }),
];

/**
 * @param ids of the access points that may be chosen, in any order
 * @returns by id, whom it hit and with what; as many as asked for, or all there are
 */
export function scatter(seed: number, count: number, ids: readonly string[]): Map<string, BehaviorChange> {
  const chance = seededChance(seed);
  const kinds = shuffled(chance, KINDS);
  const hit = shuffled(chance, [...ids].sort()).slice(0, count);
  return new Map(hit.map((id, i) => [id, kinds[i % kinds.length]?.(chance) ?? {}]));
}

function shuffled<T>(chance: Chance, values: readonly T[]): T[] {
  const rest = [...values];
  return values.map(() => rest.splice(chance.integer(0, rest.length - 1), 1)[0] as T);
}
