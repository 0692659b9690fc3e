/** A stretch of the time axis as a question to an index: a range of times, and within one millisecond a range of ids. */
import type { AxisEdge, InTimeRange, TimeRange } from "./store-types";

type Id = number | string;
type Towards = TimeRange<Id>["towards"];
type Order = "asc" | "desc";

export const orderOf = (towards: Towards): Order => (towards === "older" ? "desc" : "asc");

/**
 * Two conditions that hold together: the first is the index's range, the second leaves out rows of the edge's own
 * millisecond. (One disjunction of both would make SQLite collect and sort everything behind the edge.)
 * @param time the condition on the column of the time; @param id the one on the id.
 */
export function beyond<Where, I extends Id>(
  { edge, towards }: Pick<TimeRange<I>, "edge" | "towards">,
  time: (condition: { lte?: number; lt?: number; gte?: number; gt?: number }) => Where,
  id: (condition: { lt?: I; gt?: I }) => Where,
): { AND: (Where | { OR: Where[] })[] } {
  if (edge === null) return { AND: [] };
  const { wallAt, ties } = edge;
  const isOlder = towards === "older";
  const strictly = time(isOlder ? { lt: wallAt } : { gt: wallAt });
  if (ties === "out") return { AND: [strictly] };
  const range = time(isOlder ? { lte: wallAt } : { gte: wallAt });
  if (ties === "in") return { AND: [range] };
  return { AND: [range, { OR: [strictly, id(isOlder ? { lt: ties.behind } : { gt: ties.behind })] }] };
}

/** The conditions under which a row does not lie behind the edge, the edge's own row among them. */
export function within<Where, I extends Id>(
  { edge, towards }: { edge: { wallAt: number; id: I }; towards: Towards },
  time: (condition: { lte?: number; lt?: number; gte?: number; gt?: number }) => Where,
  id: (condition: { lte?: I; gte?: I }) => Where,
): (Where | { OR: Where[] })[] {
  const { wallAt } = edge;
  return towards === "older"
    ? [time({ gte: wallAt }), { OR: [time({ gt: wallAt }), id({ gte: edge.id })] }]
    : [time({ lte: wallAt }), { OR: [time({ lt: wallAt }), id({ lte: edge.id })] }];
}

/** Rows as they are read, and where to go on: behind the last row, known to this program or not. */
export function inTimeRange<Stored, Row, I extends Id>(
  stored: readonly Stored[],
  take: number,
  read: (row: Stored) => Row | null,
  place: (row: Stored) => { wallAt: number; id: I },
): InTimeRange<Row, I> {
  const last = stored.length < take ? undefined : stored.at(-1);
  return { rows: stored.map(read).filter((row) => row !== null), next: last ? edgeAt(place(last)) : null };
}

export const edgeAt = <I extends Id>({ wallAt, id }: { wallAt: number; id: I }): AxisEdge<I> => ({
  wallAt,
  ties: { behind: id },
});

/** The same choice without a database: rows in the order in which they were asked for. */
export function timeRangeOf<Row, I extends Id>(
  rows: readonly Row[],
  { towards, edge, take }: Pick<TimeRange<I>, "towards" | "edge" | "take">,
  place: (row: Row) => { wallAt: number; id: I },
): InTimeRange<Row, I> {
  const sign = towards === "older" ? -1 : 1;
  const compare = (a: { wallAt: number; id: I }, b: { wallAt: number; id: I }) =>
    sign * (a.wallAt - b.wallAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const isInside = (row: Row): boolean => {
    if (edge === null) return true;
    const at = place(row);
    if (at.wallAt !== edge.wallAt) return sign * (at.wallAt - edge.wallAt) > 0;
    if (edge.ties === "in" || edge.ties === "out") return edge.ties === "in";
    return compare(at, { wallAt: edge.wallAt, id: edge.ties.behind }) > 0;
  };
  const inside = rows.filter(isInside).sort((a, b) => compare(place(a), place(b)));
  return inTimeRange(inside.slice(0, take), take, (row) => row, place);
}
