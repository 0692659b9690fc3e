/** From fetches that were measured to the rate of the next one. */
import type { Spread } from "@/lib/contracts/prediction-input";

/** Bytes per second until a fetch shows them: from a server behind a slow uplink to one beside the controller. */
export const ASSUMED_RATE: Spread = { low: 1_000_000, likely: 5_000_000, high: 60_000_000 };

/** What one more fetch may differ from all that were seen: much after one, little after many. */
const UNSEEN = { least: 0.1, ofOne: 0.35 };

/** Bytes per second of wall time. @param rates at least one, each above 0 */
export function rateSpread(rates: readonly number[]): Spread {
  const inOrder = rates.toSorted((a, b) => a - b);
  const at = (index: number): number => inOrder[index] ?? 0;
  const middle = (inOrder.length - 1) / 2;
  const unseen = Math.max(UNSEEN.least, UNSEEN.ofOne / Math.sqrt(inOrder.length));
  return {
    low: at(0) * (1 - unseen),
    likely: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    high: at(inOrder.length - 1) * (1 + unseen),
  };
}
