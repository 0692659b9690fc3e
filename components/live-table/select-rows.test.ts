import { expect, test } from "vitest";
import type { Column, Facet } from "./column";
import { fieldsOfSelection, selectRows } from "./select-rows";
import { nextSort, PLAIN_VIEW, readView, writeView } from "./table-view";

type Row = { name: string; status: string; rate: number | null };
const column = (id: keyof Row, extra: Partial<Column<Row>> = {}): Column<Row> => ({
  id,
  header: id,
  width: 100,
  fields: [id],
  sortValue: (row) => row[id],
  text: (row) => String(row[id] ?? ""),
  cell: () => null,
  ...extra,
});
const columns = [column("name"), column("status"), column("rate", { unsearched: true })];
const facets: Facet<Row>[] = [{ id: "status", label: "Status", field: "status", value: (row) => row.status }];
const shape = { columns, facets };
const rows = [
  ["a", { name: "AP10", status: "Failed", rate: null }],
  ["b", { name: "AP2", status: "Complete", rate: 7 }],
  ["c", { name: "ap1", status: "Failed", rate: 30 }],
] as const;

test("without filter and sort order, rows keep the order in which they arrived", () => {
  expect(selectRows(rows, shape, PLAIN_VIEW).keys).toEqual(["a", "b", "c"]);
});

test("a table has its default sort order until the user selects another", () => {
  const ordered = { ...shape, defaultSort: "name" };
  expect(selectRows(rows, ordered, PLAIN_VIEW).keys).toEqual(["c", "b", "a"]);
  const byRate = { ...PLAIN_VIEW, sort: { column: "rate", descending: false } };
  expect(selectRows(rows, ordered, byRate).keys).toEqual(["b", "c", "a"]);
});

test("numbers within names sort by value, and null comes last in both directions", () => {
  const by = (id: string, descending: boolean) =>
    selectRows(rows, shape, { ...PLAIN_VIEW, sort: { column: id, descending } }).keys;
  expect(by("name", false)).toEqual(["c", "b", "a"]);
  expect(by("rate", false)).toEqual(["b", "c", "a"]);
  expect(by("rate", true)).toEqual(["c", "b", "a"]);
});

test("every word of the text filter must occur in the row, ignoring case", () => {
  expect(selectRows(rows, shape, { ...PLAIN_VIEW, text: "AP1 fail" }).keys).toEqual(["a", "c"]);
  expect(selectRows(rows, shape, { ...PLAIN_VIEW, text: "30" }).keys).toEqual([]);
});

test("filters reduce the rows, and each filter value has the number of rows that it would show", () => {
  const selection = selectRows(rows, shape, { ...PLAIN_VIEW, filters: { status: ["Complete"] } });
  expect(selection.keys).toEqual(["b"]);
  expect(selection.total).toBe(3);
  expect(selection.counts.status?.get("Failed")).toBe(2);
});

test("a changing rate does not affect which rows are shown unless the table is sorted by it", () => {
  expect(fieldsOfSelection(shape, PLAIN_VIEW).has("rate")).toBe(false);
  expect(fieldsOfSelection(shape, { ...PLAIN_VIEW, text: "x" }).has("rate")).toBe(false);
  expect(
    fieldsOfSelection(shape, { ...PLAIN_VIEW, sort: { column: "rate", descending: true } }).has("rate"),
  ).toBe(true);
});

test("a view is the same after writing it to the URL and reading it, and other parameters stay", () => {
  const view = {
    text: "lab 2",
    filters: { status: ["Failed", "None"] },
    sort: { column: "rate", descending: true },
    hidden: ["name"],
  };
  const query = writeView(view, ["status"], new URLSearchParams("ap=2c5a.0f40.6920&q=old"));
  expect(query).toContain("ap=2c5a.0f40.6920");
  const known = { columns: ["name", "status", "rate"], facets: ["status"] };
  expect(readView(new URLSearchParams(query), known)).toEqual(view);
});

test("unknown columns in the URL are ignored", () => {
  expect(readView(new URLSearchParams("sort=-nonsense&hide=x,y"), { columns: ["name"], facets: [] })).toEqual(
    PLAIN_VIEW,
  );
});

test("a column header changes from ascending to descending to the default order", () => {
  const once = nextSort(null, "name");
  const twice = nextSort(once, "name");
  expect([once, twice, nextSort(twice, "name")]).toEqual([
    { column: "name", descending: false },
    { column: "name", descending: true },
    null,
  ]);
});
