/** The columns of Monitoring > Access Points: the upgrade page's where they say the same, and the CAPWAP state. */
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

const left = ["name", "model", "ip"];
const right = ["primary", "backup", "status", "progress"];
const named = (ids: readonly string[]) => apColumns.filter((column) => ids.includes(column.id));

export const accessPointShape = {
  columns: [...named(left), stateColumn, ...named(right)],
  facets: [stateFacet, ...apFacets],
  orderedBy: "name",
};
