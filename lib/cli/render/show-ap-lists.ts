/** Short listings of joined access points: `show ap uptime`, `show ap status` and `show ap tag summary`. */

import { domainOf } from "@/lib/contracts/ap-model";
import type { ApRow } from "@/lib/contracts/aps";
import type { JoinRecord } from "@/lib/contracts/joins";
import { apDuration } from "@/lib/kit/time-text";
import { AP_TAGS } from "./ap-tags";
import { alignCells } from "./layout";

/** The joins of access points by id, and the simulated times of now and of the controller's start. */
export type UptimeState = { joins(apId: string): JoinRecord; now: number; bootedAt: number };

/** How long an access point is up and joined, as text; what was not counted is as old as the controller's start. */
export function uptimesOf(ap: ApRow, { joins, now, bootedAt }: UptimeState): { up: string; joined: string } {
  const record = joins(ap.id);
  const joinedAt = record.joinedAt ?? bootedAt;
  return {
    up: apDuration(now - (record.bootedAt ?? Math.min(joinedAt, bootedAt))),
    joined: apDuration(now - joinedAt),
  };
}

const UPTIME_COLUMNS = [0, 33, 49, 65, 117];

/** The lines of `show ap uptime`. */
export function showApUptime(aps: readonly ApRow[], state: UptimeState): string[] {
  const joined = aps.filter((ap) => ap.joined);
  return [
    `Number of APs: ${joined.length}`,
    "",
    "",
    alignCells(UPTIME_COLUMNS, ["AP Name", "Ethernet MAC", "Radio MAC", "AP Up Time", "Association Up Time"]),
    "-".repeat(147),
    ...joined.map((ap) => {
      const uptimes = uptimesOf(ap, state);
      return alignCells(UPTIME_COLUMNS, [ap.name, ap.ethernetMac, ap.id, uptimes.up, uptimes.joined]);
    }),
  ];
}

const STATUS_COLUMNS = [0, 36, 47, 65];

/** The lines of `show ap status`. Access points of an embedded controller are in FlexConnect mode. */
export const showApStatus = (aps: readonly ApRow[]): string[] => [
  alignCells(STATUS_COLUMNS, ["AP Name", "Status", "Mode", "Country"]),
  "-".repeat(73),
  ...aps
    .filter((ap) => ap.joined)
    .map((ap) => alignCells(STATUS_COLUMNS, [ap.name, "Enabled", "FlexConnect", domainOf(ap.model).country])),
];

const TAG_COLUMNS = [0, 24, 41, 75, 109, 143, 160];

/** The lines of `show ap tag summary`. All access points have the default tags. */
export function showApTagSummary(aps: readonly ApRow[]): string[] {
  const joined = aps.filter((ap) => ap.joined);
  return [
    `Number of APs: ${joined.length}`,
    "",
    alignCells(TAG_COLUMNS, [
      "AP Name",
      "AP Mac",
      "Site Tag Name",
      "Policy Tag Name",
      "RF Tag Name",
      "Misconfigured",
      "Tag Source",
    ]),
    "-".repeat(172),
    ...joined.map((ap) =>
      alignCells(TAG_COLUMNS, [
        ap.name,
        ap.ethernetMac,
        AP_TAGS.site,
        AP_TAGS.policy,
        AP_TAGS.rf,
        "No",
        "Default",
      ]),
    ),
  ];
}
