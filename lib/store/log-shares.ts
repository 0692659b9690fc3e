/** Which log gives way when all together are too large: a flood in one must not push out the lines of the others. */

/** How many bytes of texts may stay. `used`: what the logs have now, and what the database needs with them. */
export function textAllowance(used: LogLimits, limits: LogLimits): number {
  const share = Math.min(
    1,
    limits.lines / Math.max(1, used.lines),
    // The file grows before the next pruning, and never shrinks: its free pages are used again.
    (DATABASE_SHARE * limits.databaseBytes) / Math.max(1, used.databaseBytes),
  );
  return Math.floor(Math.min(limits.textBytes, share * used.textBytes));
}

import type { LogLimits } from "./store-types";

/** The part of the database's limit that logs and all else may use. */
const DATABASE_SHARE = 0.9;

/** The next lines to remove: of this source, from the oldest, at least `excess` bytes. */
export type LogExcess<S> = { source: S; excess: number };

/**
 * The largest log gives way until it is as large as the next one, so each keeps at least its equal share. Null when all
 * fit into `maxBytes`.
 */
export function largestExcess<S>(bytesOf: ReadonlyMap<S, number>, maxBytes: number): LogExcess<S> | null {
  const [largest, next] = [...bytesOf].sort(([, a], [, b]) => b - a);
  if (largest === undefined) return null;
  const total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (total <= maxBytes) return null;
  const [source, bytes] = largest;
  const lead = bytes - (next?.[1] ?? 0);
  return { source, excess: Math.max(1, Math.min(total - maxBytes, lead)) };
}
