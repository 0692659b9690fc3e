/** `show ap summary` (17.9.4 and later): one row per joined access point, at the columns of real controllers. */

import { domainOf, slotsOf } from "@/lib/contracts/ap-model";
import type { ApRow } from "@/lib/contracts/aps";
import { alignCells } from "./layout";

const COLUMNS = [0, 33, 39, 60, 75, 90, 95, 100, 142, 155];
const HEADER = [
  "AP Name",
  "Slots",
  "AP Model",
  "Ethernet MAC",
  "Radio MAC",
  "CC",
  "RD",
  "IP Address",
  "State",
  "Location",
];

/** The lines of the listing. */
export function showApSummary(aps: readonly ApRow[]): string[] {
  const joined = aps.filter((ap) => ap.joined);
  return [
    `Number of APs: ${joined.length}`,
    "",
    "CC = Country Code",
    "RD = Regulatory Domain",
    "",
    alignCells(COLUMNS, HEADER),
    "-".repeat(165),
    ...joined.map((ap) => {
      const { domain, country } = domainOf(ap.model);
      return alignCells(COLUMNS, [
        ap.name,
        slotsOf(ap.model),
        ap.model,
        ap.ethernetMac,
        ap.id,
        country,
        domain,
        ap.ip,
        "Registered",
        "default location",
      ]);
    }),
  ];
}
