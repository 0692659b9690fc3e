/** The columns of Monitoring > Access Points: a part of those of the Software Upgrade page, and the CAPWAP state. */
import { apColumns, apFacets } from "@/components/fleet/ap-columns";
import type { Column, Facet } from "@/components/live-table/column";
import { type ApRow, capwapStates } from "@/lib/contracts/aps";
import { CapwapBadge } from "./capwap-badge";

const stateColumn: Column<ApRow> = {
  id: "state",
  header: "CAPWAP State",
  width: 130,
  grow: 1,
  fields: ["capwapState", "joined"],
  sortValue: (row) => capwapStates.indexOf(row.capwapState),
  text: (row) => row.capwapState,
  cell: (row) => <CapwapBadge row={row} />,
};

const stateFacet: Facet<ApRow> = {
  id: "state",
  label: "State",
  field: "capwapState",
  value: (row) => row.capwapState,
  order: capwapStates,
};

const before = ["name", "model", "ip"];
const after = ["primary", "backup", "status", "progress"];
const columnsOf = (ids: readonly string[]) =>
  ids.flatMap((id) => apColumns.find((column) => column.id === id) ?? []);

/** The table of the Access Points page. */
export const accessPointShape = {
  columns: [...columnsOf(before), stateColumn, ...columnsOf(after)],
  facets: [stateFacet, ...apFacets],
  defaultSort: "name",
};
