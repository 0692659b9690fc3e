/** Facts about this program's own fleet and controller, from the rows that the pages show. */

import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import { isParallel, locationOf } from "@/lib/contracts/profile";
import {
  type ControllerFacts,
  controllerFactsSchema,
  type FleetAp,
  type FleetFacts,
  fleetApSchema,
} from "@/lib/contracts/readiness/facts";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { compareNames } from "@/lib/kit/name-order";

export const labFleet = (rows: readonly ApRow[], controller: string | null): FleetFacts => ({
  source: "lab",
  aps: rows.map((row) => labAp(row, controller)).sort((a, b) => compareNames(a.name, b.name)),
  kinds: [],
  rejected: [],
  warnings: [],
});

const labAp = (row: ApRow, controller: string | null): FleetAp =>
  fleetApSchema.parse({
    name: row.name,
    model: row.model,
    family: row.family,
    ip: row.ip,
    radioMac: row.id,
    ethernetMac: row.ethernetMac,
    running: row.primaryVersion,
    backup: row.backupVersion,
    state: row.joined ? "Registered" : row.capwapState,
    isJoined: row.joined,
    predownloadStatus: row.status,
    predownloadVersion: row.predownloadVersion,
    retryCount: row.retryCount,
    controllers: controller === null ? [] : [controller],
    isController: row.isController,
  });

export function labController(
  row: ControllerRow | undefined,
  upgrade: UpgradeRow | undefined,
): ControllerFacts {
  if (row === undefined) return controllerFactsSchema.parse({});
  const uncommitted = upgrade?.uncommitted ?? null;
  const { profile } = row;
  const location = profile && locationOf(profile);
  return controllerFactsSchema.parse({
    name: row.name,
    model: row.model,
    ip: row.ip,
    running: row.version,
    installed: [
      { type: "IMG", state: uncommitted === null ? "C" : "U", version: row.version },
      ...(row.backupVersion === "0.0.0.0" ? [] : [{ type: "IMG", state: "I", version: row.backupVersion }]),
    ],
    autoAbortTimer: uncommitted?.rollbackAt == null ? "inactive" : "active",
    profile:
      profile === null
        ? false
        : {
            mode: profile.mode,
            address: location?.imageServer ?? "",
            path: location?.imagePath ?? "",
            parallelMode: isParallel(profile),
          },
    // The controller's clock is simulated, so it is compared with nothing.
    clockSkewMs: null,
  });
}
