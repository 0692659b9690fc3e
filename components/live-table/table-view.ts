/** The view of a table: text filter, facet filters, sort order, hidden columns. The URL holds it, so it can be shared. */
/** The column to sort by. */
export type Sort = { column: string; descending: boolean };
/** What a table shows of its rows. */
export type TableView = {
  text: string;
  /** Facet id -> selected values; no entry means all. */
  filters: Readonly<Record<string, readonly string[]>>;
  sort: Sort | null;
  hidden: readonly string[];
};

/** Everything, unsorted. */
export const PLAIN_VIEW: TableView = { text: "", filters: {}, sort: null, hidden: [] };

type Reader = { get(name: string): string | null; getAll(name: string): string[] };

/** Reads a view from URL parameters; unknown columns and facets are ignored. */
export function readView(
  params: Reader,
  known: { columns: readonly string[]; facets: readonly string[] },
): TableView {
  const sort = params.get("sort") ?? "";
  const column = sort.replace(/^-/, "");
  const filters: Record<string, readonly string[]> = {};
  for (const facet of known.facets) {
    const values = params.getAll(facet);
    if (values.length > 0) filters[facet] = values;
  }
  return {
    text: params.get("q") ?? "",
    filters,
    sort: known.columns.includes(column) ? { column, descending: sort.startsWith("-") } : null,
    hidden: (params.get("hide") ?? "").split(",").filter((id) => known.columns.includes(id)),
  };
}

/** URL parameters with this view in them; other parameters of `present` stay unchanged. */
export function writeView(view: TableView, facets: readonly string[], present: URLSearchParams): string {
  const params = new URLSearchParams(present);
  for (const name of ["q", "sort", "hide", ...facets]) params.delete(name);
  if (view.text !== "") params.set("q", view.text);
  for (const facet of facets) for (const value of view.filters[facet] ?? []) params.append(facet, value);
  if (view.sort) params.set("sort", `${view.sort.descending ? "-" : ""}${view.sort.column}`);
  if (view.hidden.length > 0) params.set("hide", view.hidden.join(","));
  return params.toString();
}

/** The sort order after a click on a column header: ascending, descending, then the default order. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
