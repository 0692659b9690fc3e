/**
 * `show wireless ewc-ap ap summary` and `show wireless ewc-ap redundancy summary`: which access points host the
 * controller or could. No capture of either is public, so both have a format of our own.
 */
import type { ApRow } from "@/lib/contracts/aps";
import { isControllerCapable } from "@/lib/contracts/families";
import { alignCells } from "./layout";

const SUMMARY_COLUMNS = [0, 33, 54, 69, 84, 126];

/** The lines of `show wireless ewc-ap ap summary`. */
export function showEwcApSummary(aps: readonly ApRow[]): string[] {
  const joined = aps.filter((ap) => ap.joined);
  return [
    `Number of APs: ${joined.length}`,
    "",
    alignCells(SUMMARY_COLUMNS, [
      "AP Name",
      "AP Model",
      "Ethernet MAC",
      "Radio MAC",
      "IP Address",
      "EWC Capable",
    ]),
    "-".repeat(138),
    ...joined.map((ap) =>
      alignCells(SUMMARY_COLUMNS, [
        ap.name,
        ap.model,
        ap.ethernetMac,
        ap.id,
        ap.ip,
        isControllerCapable(ap.model) ? "Yes" : "No",
      ]),
    ),
  ];
}

const REDUNDANCY_COLUMNS = [0, 33, 54, 69, 111];

/** The lines of `show wireless ewc-ap redundancy summary`: the host of the controller, and who could take over. */
export function showEwcRedundancy(aps: readonly ApRow[]): string[] {
  const capable = aps.filter((ap) => ap.joined && (ap.isController || isControllerCapable(ap.model)));
  const hosts = capable.filter((ap) => ap.isController);
  const candidates = capable.filter((ap) => !ap.isController);
  return [
    `Number of EWC capable APs: ${capable.length}`,
    "",
    alignCells(REDUNDANCY_COLUMNS, ["AP Name", "AP Model", "Radio MAC", "IP Address", "Role"]),
    "-".repeat(121),
    ...[...hosts, ...candidates].map((ap) =>
      alignCells(REDUNDANCY_COLUMNS, [
        ap.name,
        ap.model,
        ap.id,
        ap.ip,
        ap.isController ? "Active" : "Candidate",
      ]),
    ),
  ];
}
