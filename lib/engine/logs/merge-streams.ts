/**
 * Merges several sorted streams of timeline entries into one. A stream is read only as far as the result needs it: when
 * a search finds enough in one stream, the others are not read to their ends.
 */
import { type AxisPosition, comparePositions } from "@/lib/contracts/timeline";

/** The direction in which the timeline is read. */
export type TimeDirection = "older" | "newer";

/** An entry and its position on the time axis. */
export type PositionedEntry<Entry> = { position: AxisPosition; entry: Entry };

/**
 * Reads the next batch of a stream: `entries` in the stream's order, perhaps none, and the position up to which the
 * stream is read now; null at its end.
 */
export type ReadBatch<Entry> = () => Promise<{
  entries: readonly PositionedEntry<Entry>[];
  readUpTo: AxisPosition | null;
}>;

type StreamState<Entry> = {
  read: ReadBatch<Entry>;
  /** Read and not merged yet; the next entry is the last one. */
  buffered: PositionedEntry<Entry>[];
  /** Undefined before the first batch; null at the end of the stream. */
  readUpTo: AxisPosition | null | undefined;
};

/** The first `limit` entries of all streams, sorted. An entry that several streams have appears once. */
export async function mergeStreams<Entry>(
  streams: readonly ReadBatch<Entry>[],
  direction: TimeDirection,
  limit: number,
): Promise<Entry[]> {
  const states = streams.map((read): StreamState<Entry> => ({ read, buffered: [], readUpTo: undefined }));
  const merged: PositionedEntry<Entry>[] = [];
  while (merged.length < limit) {
    const next = selectNext(states, direction);
    if (next === undefined) break;
    const entry = next.buffered.pop();
    if (entry === undefined) await readNextBatch(next);
    else if (!isSamePosition(merged.at(-1), entry)) merged.push(entry);
  }
  return merged.map(({ entry }) => entry);
}

async function readNextBatch<Entry>(state: StreamState<Entry>): Promise<void> {
  const { entries, readUpTo } = await state.read();
  state.buffered = [...entries].reverse();
  state.readUpTo = readUpTo;
}

const isSamePosition = (a: PositionedEntry<unknown> | undefined, b: PositionedEntry<unknown>): boolean =>
  a !== undefined && comparePositions(a.position, b.position) === 0;

/**
 * The stream that has the next entry, or that must be read before the next entry is known. At equal positions a stream
 * with a buffered entry comes first.
 */
function selectNext<Entry>(
  states: readonly StreamState<Entry>[],
  direction: TimeDirection,
): StreamState<Entry> | undefined {
  const sign = direction === "older" ? -1 : 1;
  let best: StreamState<Entry> | undefined;
  let bestAt: AxisPosition | undefined;
  for (const state of states) {
    const entry = state.buffered.at(-1);
    const at = entry?.position ?? state.readUpTo;
    if (at === null) continue;
    if (at === undefined) return state;
    const order = bestAt === undefined ? -1 : sign * comparePositions(at, bestAt);
    if (order > 0 || (order === 0 && entry === undefined)) continue;
    best = state;
    bestAt = at;
  }
  return best;
}
