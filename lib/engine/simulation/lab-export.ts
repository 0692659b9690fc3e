/** The lab as it is now, as a lab file: loaded again it makes the same controller and fleet. */

import { differsOf } from "@/lib/contracts/behaviour-words";
import type { LabInput } from "@/lib/contracts/lab";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import type { World } from "./world";

export function exportLab(world: World): LabInput {
  const { lab, controller, ports } = world;
  const { name, ip, ap, reloadSeconds, flashFreeBytes } = lab.controller;
  return {
    controller: {
      ...{ name, ip, ap, reloadSeconds, flashFreeBytes },
      running: controller.version,
      backup: controller.backupVersion,
      ownImageBytes: controller.ownImageBytes,
    },
    aps: [...world.units.values()].map((unit) => ({
      name: unit.name,
      model: unit.model,
      ip: unit.ip,
      radioMac: unit.id,
      ethernetMac: unit.ethernetMac,
      running: primaryVersion(unit.state),
      backup: secondaryVersion(unit.state),
      behaviour: differsOf(unit.behaviour),
    })),
    startPolicy: lab.startPolicy,
    transfer: lab.transfer,
    serverFaults: lab.serverFaults,
    clockFactor: ports.simulated.factor,
  };
}
