/** When to reconnect: immediately, then with increasing delays of up to five seconds. It never gives up. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;

/**
 * The delay in milliseconds before an attempt (0 is the first after a loss).
 * @param random a number in [0, 1), so that tabs that lost the same server do not reconnect at the same moment
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  if (attempt <= 0) return 0;
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
