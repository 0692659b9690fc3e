/** Computes which rows a view shows, in which order, and how many rows each filter value has. */
import { compareNames } from "@/lib/kit/name-order";
import type { Column, Facet } from "./column";
import type { TableView } from "./table-view";

/** The rows that a view shows. */
export type Selection = {
  keys: readonly string[];
  /** Number of rows without filters. */
  total: number;
  /** Facet id -> value -> number of rows with that value, regardless of the filters. */
  counts: Readonly<Record<string, ReadonlyMap<string, number>>>;
};

/** The columns and filters of a table. */
export type TableShape<R> = {
  columns: readonly Column<R>[];
  facets: readonly Facet<R>[];
  /** The column to sort by until the user selects one; without it, rows keep the order in which they arrived. */
  defaultSort?: string;
};

const sortColumn = <R>({ columns, defaultSort }: TableShape<R>, view: TableView): Column<R> | undefined =>
  columns.find((c) => c.id === (view.sort?.column ?? defaultSort));

/** Sort order of two values: null last in both directions, numbers within names by value (`AP2` before `AP10`). */
export function compareValues(
  a: string | number | null,
  b: string | number | null,
  descending: boolean,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : compareNames(String(a), String(b));
  return descending ? -order : order;
}

/** The keys of the rows that match the view, sorted, and the counts for the filters. */
export function selectRows<R>(
  rows: Iterable<readonly [key: string, row: R]>,
  shape: TableShape<R>,
  view: TableView,
): Selection {
  const { columns, facets } = shape;
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = columns.filter((c) => !c.unsearched);
  const selected = facets.map((facet) => ({ facet, values: view.filters[facet.id] }));
  const counts = Object.fromEntries(facets.map((f) => [f.id, new Map<string, number>()]));
  const sortBy = sortColumn(shape, view);
  const found: { key: string; value: string | number | null }[] = [];
  let total = 0;
  for (const [key, row] of rows) {
    total++;
    let matches = true;
    for (const { facet, values } of selected) {
      const value = facet.value(row);
      const count = counts[facet.id];
      count?.set(value, (count.get(value) ?? 0) + 1);
      if (values && !values.includes(value)) matches = false;
    }
    if (matches && words.length > 0) {
      const haystack = searched.map((c) => c.text(row).toLowerCase()).join("\n");
      matches = words.every((word) => haystack.includes(word));
    }
    if (matches) found.push({ key, value: sortBy ? sortBy.sortValue(row) : null });
  }
  const descending = view.sort?.descending ?? false;
  if (sortBy) found.sort((a, b) => compareValues(a.value, b.value, descending));
  return { keys: found.map((row) => row.key), total, counts };
}

/** The row fields whose change can affect which rows are shown, or their order. */
export function fieldsOfSelection<R>(shape: TableShape<R>, view: TableView): ReadonlySet<string> {
  const { columns, facets } = shape;
  const fields = new Set<string>(facets.map((f) => f.field));
  const sortBy = sortColumn(shape, view);
  for (const field of sortBy?.fields ?? []) fields.add(field);
  if (view.text.trim() !== "") {
    for (const column of columns) if (!column.unsearched) for (const f of column.fields) fields.add(f);
  }
  return fields;
}
