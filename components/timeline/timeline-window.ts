/** The loaded part of the timeline: in order and each entry once, however pages overlap. */
import {
  type AxisPosition,
  comparePositions,
  parsePositionKey,
  type TimelineEntry,
} from "@/lib/contracts/timeline";

const NOWHERE: AxisPosition = { wallAt: 0, kind: "line", id: 0 };
const positionOf = ({ key }: TimelineEntry): AxisPosition => parsePositionKey(key) ?? NOWHERE;
const inOrder = (a: TimelineEntry, b: TimelineEntry) => comparePositions(positionOf(a), positionOf(b));

/** Adds a page (oldest first). Returns the same array when the page has no new entry. */
export function merged(
  entries: readonly TimelineEntry[],
  page: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const known = new Set(entries.map(({ key }) => key));
  const fresh = page.filter(({ key }) => !known.has(key));
  const [first] = fresh;
  const last = fresh.at(-1);
  if (first === undefined || last === undefined) return entries;
  const oldest = entries[0];
  const newest = entries.at(-1);
  if (newest === undefined || inOrder(newest, first) < 0) return [...entries, ...fresh];
  if (oldest !== undefined && inOrder(last, oldest) < 0) return [...fresh, ...entries];
  return [...entries, ...fresh].sort(inOrder);
}

/** Drops the oldest entries of a long list. Scrolling up loads them again. */
export const trimmed = (
  entries: readonly TimelineEntry[],
  max: number,
  keep: number,
): readonly TimelineEntry[] => (entries.length > max ? entries.slice(-keep) : entries);
