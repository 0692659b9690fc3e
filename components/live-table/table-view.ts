/** How a table is looked at: text, choices, order, hidden columns. It lives in the address, so that it can be sent on. */
export type Sort = { column: string; descending: boolean };
export type TableView = {
  text: string;
  /** Facet id -> chosen values; no entry means all. */
  chosen: Readonly<Record<string, readonly string[]>>;
  sort: Sort | null;
  hidden: readonly string[];
};

export const PLAIN_VIEW: TableView = { text: "", chosen: {}, sort: null, hidden: [] };

type Reader = { get(name: string): string | null; getAll(name: string): string[] };

/** Reads a view from an address; what the table does not know is left out. */
export function readView(
  params: Reader,
  known: { columns: readonly string[]; facets: readonly string[] },
): TableView {
  const sort = params.get("sort") ?? "";
  const column = sort.replace(/^-/, "");
  const chosen: Record<string, readonly string[]> = {};
  for (const facet of known.facets) {
    const values = params.getAll(facet);
    if (values.length > 0) chosen[facet] = values;
  }
  return {
    text: params.get("q") ?? "",
    chosen,
    sort: known.columns.includes(column) ? { column, descending: sort.startsWith("-") } : null,
    hidden: (params.get("hide") ?? "").split(",").filter((id) => known.columns.includes(id)),
  };
}

/** The address's parameters with this view in them; parameters of others stay as they are. */
export function writeView(view: TableView, facets: readonly string[], present: URLSearchParams): string {
  const params = new URLSearchParams(present);
  for (const name of ["q", "sort", "hide", ...facets]) params.delete(name);
  if (view.text !== "") params.set("q", view.text);
  for (const facet of facets) for (const value of view.chosen[facet] ?? []) params.append(facet, value);
  if (view.sort) params.set("sort", `${view.sort.descending ? "-" : ""}${view.sort.column}`);
  if (view.hidden.length > 0) params.set("hide", view.hidden.join(","));
  return params.toString();
}

/** A click on a column's heading: ascending, descending, and the order in which the rows came. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
