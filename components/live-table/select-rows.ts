/** Which rows a view shows, in which order, and how many rows each choice would give. Pure. */
import type { Column, Facet } from "./column";
import type { TableView } from "./table-view";

export type Selection = {
  keys: readonly string[];
  /** Rows before any filter. */
  total: number;
  /** Facet id -> value -> rows that have it, whatever else is filtered. */
  counts: Readonly<Record<string, ReadonlyMap<string, number>>>;
};

export type TableShape<R> = {
  columns: readonly Column<R>[];
  facets: readonly Facet<R>[];
  /** The column that orders the rows while the operator has chosen none; without it they stand as they came. */
  orderedBy?: string;
};

const sortColumn = <R>({ columns, orderedBy }: TableShape<R>, view: TableView): Column<R> | undefined =>
  columns.find((c) => c.id === (view.sort?.column ?? orderedBy));

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Nulls go last whatever the direction; names with numbers in them sort as people count. */
export function compareValues(
  a: string | number | null,
  b: string | number | null,
  descending: boolean,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
  return descending ? -order : order;
}

export function selectRows<R>(
  rows: Iterable<readonly [key: string, row: R]>,
  shape: TableShape<R>,
  view: TableView,
): Selection {
  const { columns, facets } = shape;
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = columns.filter((c) => !c.unsearched);
  const chosen = facets.map((facet) => ({ facet, values: view.chosen[facet.id] }));
  const counts = Object.fromEntries(facets.map((f) => [f.id, new Map<string, number>()]));
  const sortBy = sortColumn(shape, view);
  const hits: { key: string; value: string | number | null }[] = [];
  let total = 0;
  for (const [key, row] of rows) {
    total++;
    let fits = true;
    for (const { facet, values } of chosen) {
      const value = facet.value(row);
      const count = counts[facet.id];
      count?.set(value, (count.get(value) ?? 0) + 1);
      if (values && !values.includes(value)) fits = false;
    }
    if (fits && words.length > 0) {
      const haystack = searched.map((c) => c.text(row).toLowerCase()).join("\n");
      fits = words.every((word) => haystack.includes(word));
    }
    if (fits) hits.push({ key, value: sortBy ? sortBy.sortValue(row) : null });
  }
  const descending = view.sort?.descending ?? false;
  if (sortBy) hits.sort((a, b) => compareValues(a.value, b.value, descending));
  return { keys: hits.map((hit) => hit.key), total, counts };
}

/** The fields whose change can change the selection. */
export function decidingFields<R>(shape: TableShape<R>, view: TableView): ReadonlySet<string> {
  const { columns, facets } = shape;
  const fields = new Set<string>(facets.map((f) => f.field));
  const sortBy = sortColumn(shape, view);
  for (const field of sortBy?.fields ?? []) fields.add(field);
  if (view.text.trim() !== "") {
    for (const column of columns) if (!column.unsearched) for (const f of column.fields) fields.add(f);
  }
  return fields;
}
