/** Ranges of rows as conditions for a database index: a range of times, and a range of ids within one millisecond. */
import type { AxisEdge, TimeRange, TimeRangePage } from "./store-types";

type Id = number | string;
type Towards = TimeRange<Id>["towards"];
type Order = "asc" | "desc";

export const orderOf = (towards: Towards): Order => (towards === "older" ? "desc" : "asc");

/**
 * The condition for rows behind the edge, as two parts joined by AND: the range of the index, and the exclusion of rows of
 * the edge's millisecond. (A single OR would make SQLite sort all rows behind the edge.)
 * @param time makes a condition on the time column
 * @param id makes a condition on the id column
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

/** The conditions for rows up to the edge, with the row of the edge itself. */
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

/** The page of the rows that were read. The next one begins behind the last row, also when `read` leaves that out. */
export function timeRangePage<Stored, Row, I extends Id>(
  stored: readonly Stored[],
  take: number,
  read: (row: Stored) => Row | null,
  place: (row: Stored) => { wallAt: number; id: I },
): TimeRangePage<Row, I> {
  const last = stored.length < take ? undefined : stored.at(-1);
  return { rows: stored.map(read).filter((row) => row !== null), next: last ? edgeAt(place(last)) : null };
}

export const edgeAt = <I extends Id>({ wallAt, id }: { wallAt: number; id: I }): AxisEdge<I> => ({
  wallAt,
  ties: { behind: id },
});

/** The same selection without a database. */
export function timeRangeOf<Row, I extends Id>(
  rows: readonly Row[],
  { towards, edge, take }: Pick<TimeRange<I>, "towards" | "edge" | "take">,
  place: (row: Row) => { wallAt: number; id: I },
): TimeRangePage<Row, I> {
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
  return timeRangePage(inside.slice(0, take), take, (row) => row, place);
}
