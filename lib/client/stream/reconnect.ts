/** When to try again after a connection was lost: at once, then ever later up to five seconds, for ever (spec 23). */
const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/**
 * Milliseconds before attempt number `attempt` (0 is the first after a loss).
 * @param random a number in [0, 1): spreads the tabs that lost the same server.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  if (attempt <= 0) return 0;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
