/** Which log gives way when all together are too large: a flood in one must not push out the lines of the others. */

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
