/** Commands that name several access points: each that may is changed, every other is answered with the reason. */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export type BulkAnswer = { done: string[]; refused: { apId: string; fault: Fault }[] };

export const NO_SUCH_AP = fault("not-found", "There is no such access point.");

/** @param refusalOf why this access point may not be changed; null when it may */
export function changeEach(
  simulation: SimulationState,
  apIds: readonly string[],
  refusalOf: (ap: SimulatedAp) => Fault | null,
  change: (ap: SimulatedAp) => void,
): BulkAnswer {
  const answer: BulkAnswer = { done: [], refused: [] };
  for (const apId of new Set(apIds)) {
    const ap = simulation.fleet.get(apId);
    const why = ap === undefined ? NO_SUCH_AP : refusalOf(ap);
    if (ap === undefined || why !== null) answer.refused.push({ apId, fault: why ?? NO_SUCH_AP });
    else {
      change(ap);
      answer.done.push(apId);
    }
  }
  return answer;
}
