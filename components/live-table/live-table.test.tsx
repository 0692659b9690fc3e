// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import { giveElementsSize, livePage } from "@/lib/testing/live-page";
import type { Column } from "./column";
import { LiveTable } from "./live-table";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));
giveElementsSize(1200, 600);

const column = (id: "name" | "model" | "ip", header: string, fixed = false): Column<ApRow> => ({
  id,
  header,
  width: 100,
  fixed,
  fields: [id],
  sortValue: (row) => row[id],
  text: (row) => row[id],
  cell: (row) => row[id],
});
const shape = {
  columns: [column("name", "AP Name", true), column("model", "Model"), column("ip", "IP Address")],
  facets: [{ id: "model", label: "Model", field: "model" as const, value: (row: ApRow) => row.model }],
};
const rows = {
  a: { id: "a", name: "ap-1", model: "C9120AXI-E", ip: "10.0.0.3" },
  b: { id: "b", name: "ap-2", model: "C9105AXI-E", ip: "10.0.0.1" },
  c: { id: "c", name: "hall", model: "C9105AXI-E", ip: "10.0.0.2" },
};

beforeEach(() => window.history.replaceState(null, "", "/aps"));

function Page({ onOpen }: { onOpen: (key: string) => void }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <LiveTable
      topic="aps"
      label="Access points"
      noun={{ one: "access point", many: "access points" }}
      shape={shape}
      card={(row) => row.name}
      onOpen={onOpen}
      csvName="aps.csv"
      empty={<p>No access points</p>}
      selectable={{
        selected,
        onChange: setSelected,
        bar: (shown) => <p role="note">{`${selected.size} selected of ${shown.length}`}</p>,
      }}
    />
  );
}

function openPage(initial: Record<string, Partial<ApRow>> = rows) {
  const page = livePage();
  const onOpen = vi.fn();
  page.render(<Page onOpen={onOpen} />);
  page.put("aps", initial);
  return { ...page, onOpen };
}

const table = () => screen.getByRole("table", { name: "Access points" });
/** Each row's name is the button that opens it. */
const names = () =>
  within(table())
    .queryAllByRole("cell")
    .flatMap((cell) => within(cell).queryByRole("button")?.textContent ?? []);
const headers = () =>
  within(table())
    .getAllByRole("columnheader")
    .map((header) => header.textContent);

test("the table shows the rows of its topic and their number", () => {
  openPage();
  expect(names()).toEqual(["ap-1", "ap-2", "hall"]);
  expect(screen.getByText("3 access points")).toBeDefined();
  expect(table().getAttribute("aria-rowcount")).toBe("4");
});

test("a table without rows shows why, and one row is counted in the singular", () => {
  const page = openPage({});
  expect(screen.getByText("No access points")).toBeDefined();
  page.put("aps", { a: rows.a });
  expect(screen.getByText("1 access point")).toBeDefined();
});

test("the text filter shows matching rows, says so when there are none, and is kept in the URL", async () => {
  openPage();
  await userEvent.type(screen.getByRole("searchbox", { name: "Filter access points" }), "ap-2");
  await waitFor(() => expect(names()).toEqual(["ap-2"]));
  expect(screen.getByText("1 of 3 access points")).toBeDefined();
  await waitFor(() => expect(window.location.search).toBe("?q=ap-2"));
  await userEvent.type(screen.getByRole("searchbox"), "x");
  expect(await screen.findByText("No access points match the filter.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  await waitFor(() => expect(names()).toHaveLength(3));
  expect(window.location.search).toBe("");
});

test("a facet shows the rows with the selected value, with the number of rows of each value", async () => {
  openPage();
  await userEvent.click(screen.getByRole("button", { name: "Model", expanded: false }));
  const choice = await screen.findByRole("checkbox", { name: /^C9105AXI-E\s*2$/ });
  await userEvent.click(choice);
  await waitFor(() => expect(window.location.search).toBe("?model=C9105AXI-E"));
  expect(screen.getByText("2 of 3 access points")).toBeDefined();
});

test("a view in the URL is applied when the page opens, and a change of the URL changes the view", async () => {
  window.history.replaceState(null, "", "/aps?q=hall&hide=model&sort=-ip");
  openPage();
  await waitFor(() => expect(names()).toEqual(["hall"]));
  expect(headers()).toEqual(["AP Name", "IP Address"]);
  act(() => window.history.pushState(null, "", "/aps?sort=-ip"));
  await waitFor(() => expect(names()).toEqual(["ap-1", "hall", "ap-2"]));
});

test("a column header sorts ascending, then descending, then in the default order", async () => {
  openPage();
  const header = screen.getByRole("button", { name: "IP Address" });
  await userEvent.click(header);
  await waitFor(() => expect(names()).toEqual(["ap-2", "hall", "ap-1"]));
  await userEvent.click(header);
  await waitFor(() => expect(names()).toEqual(["ap-1", "hall", "ap-2"]));
  expect(screen.getByRole("columnheader", { name: "IP Address" }).getAttribute("aria-sort")).toBe(
    "descending",
  );
  await userEvent.click(header);
  await waitFor(() => expect(window.location.search).toBe(""));
});

test("rows move when a change affects the sort order", async () => {
  window.history.replaceState(null, "", "/aps?sort=name");
  const page = openPage();
  await waitFor(() => expect(names()).toEqual(["ap-1", "ap-2", "hall"]));
  page.patch("aps", "c", { name: "a-hall" });
  await waitFor(() => expect(names()).toEqual(["a-hall", "ap-1", "ap-2"]));
});

test("the column chooser hides columns, but not the one that names the row", async () => {
  openPage();
  await userEvent.click(screen.getByRole("button", { name: "Columns" }));
  const fixed = await screen.findByRole("checkbox", { name: "AP Name" });
  expect(fixed.hasAttribute("disabled")).toBe(true);
  await userEvent.click(screen.getByRole("checkbox", { name: "Model" }));
  await waitFor(() => expect(window.location.search).toBe("?hide=model"));
});

test("a checkbox selects its row without opening it, and the name opens it", async () => {
  const { onOpen } = openPage();
  await userEvent.click(screen.getByRole("checkbox", { name: "Select ap-2" }));
  expect(screen.getByRole("note").textContent).toBe("1 selected of 3");
  expect(onOpen).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("checkbox", { name: "Select ap-2" }));
  expect(screen.getByRole("note").textContent).toBe("0 selected of 3");
  await userEvent.click(screen.getByRole("button", { name: "hall" }));
  expect(onOpen).toHaveBeenCalledWith("c");
});

test("exactly one row is in the tab order, and the arrow keys move it", () => {
  openPage();
  const first = screen.getByRole("button", { name: "ap-1" });
  expect([first.tabIndex, screen.getByRole("button", { name: "ap-2" }).tabIndex]).toEqual([0, -1]);
  first.focus();
  fireEvent.keyDown(first, { key: "ArrowDown" });
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "ap-2" }));
});

test("of ten thousand rows only the visible ones are in the document", () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`k${i}`, { ...rows.a, id: `k${i}`, name: `ap-${i}` }]),
  );
  openPage(many);
  expect(table().getAttribute("aria-rowcount")).toBe("10001");
  expect(names().length).toBeLessThan(60);
});
