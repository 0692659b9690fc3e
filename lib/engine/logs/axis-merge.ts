/**
 * Several streams of entries, each in order, as one. A stream is asked only as far as the result needs it: where a
 * search finds much in one stream, the others are not read to their ends.
 */
import { type AxisPosition, comparePositions } from "@/lib/contracts/timeline";

export type Towards = "older" | "newer";
export type Placed<Entry> = { position: AxisPosition; entry: Entry };

/** The next entries in the stream's order, perhaps none. `reached`: everything up to there was told; null: the end. */
export type AxisStream<Entry> = () => Promise<{
  found: readonly Placed<Entry>[];
  reached: AxisPosition | null;
}>;

/** `reached` is undefined before the first answer. */
type Head<Entry> = {
  next: AxisStream<Entry>;
  waiting: Placed<Entry>[];
  reached: AxisPosition | null | undefined;
};

/** At most `limit` entries in order; one that several streams have is told once. */
export async function mergeStreams<Entry>(
  streams: readonly AxisStream<Entry>[],
  towards: Towards,
  limit: number,
): Promise<Entry[]> {
  const heads = streams.map((next): Head<Entry> => ({ next, waiting: [], reached: undefined }));
  const merged: Placed<Entry>[] = [];
  while (merged.length < limit) {
    const head = foremost(heads, towards);
    if (head === undefined) break;
    const first = head.waiting.pop();
    if (first === undefined) await ask(head);
    else if (!isSame(merged.at(-1), first)) merged.push(first);
  }
  return merged.map(({ entry }) => entry);
}

async function ask<Entry>(head: Head<Entry>): Promise<void> {
  const { found, reached } = await head.next();
  head.waiting = [...found].reverse();
  head.reached = reached;
}

const isSame = (a: Placed<unknown> | undefined, b: Placed<unknown>): boolean =>
  a !== undefined && comparePositions(a.position, b.position) === 0;

/** Whose entry is next, or could be. At one place those that have an entry go first. */
function foremost<Entry>(heads: readonly Head<Entry>[], towards: Towards): Head<Entry> | undefined {
  const sign = towards === "older" ? -1 : 1;
  let best: Head<Entry> | undefined;
  let bestAt: AxisPosition | undefined;
  for (const head of heads) {
    const entry = head.waiting.at(-1);
    const at = entry?.position ?? head.reached;
    if (at === null) continue;
    if (at === undefined) return head;
    const order = bestAt === undefined ? -1 : sign * comparePositions(at, bestAt);
    if (order > 0 || (order === 0 && entry === undefined)) continue;
    best = head;
    bestAt = at;
  }
  return best;
}
