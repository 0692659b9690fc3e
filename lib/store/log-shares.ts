/** Which log gives way when all together are too large: a flood in one must not push out the lines of the others. */
import type { LogLimits } from "./store-types";

/** The part of the database's limit that logs and all else may use. */
const DATABASE_SHARE = 0.9;
/** With its row and its indexes, a byte of text takes at least so many bytes of the database. */
const BYTES_PER_TEXT_BYTE = 2.5;
/** However much room all else takes, so much of the limit stays for the texts of the newest lines. */
const LEAST_TEXT_SHARE = 0.04;

/** How many bytes of texts may stay. `used`: what the logs have now, and what the database needs with them. */
export function textAllowance(used: LogLimits, limits: LogLimits): number {
  const ofLines = used.textBytes * Math.min(1, limits.lines / Math.max(1, used.lines));
  const excess = Math.max(0, used.databaseBytes - DATABASE_SHARE * limits.databaseBytes);
  const ofDatabase = Math.max(
    LEAST_TEXT_SHARE * limits.databaseBytes,
    used.textBytes - excess / BYTES_PER_TEXT_BYTE,
  );
  return Math.floor(Math.min(limits.textBytes, ofLines, ofDatabase));
}

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
