/** The present lab as a lab file, from which the same controller and fleet can be loaded. */

import { differsOf } from "@/lib/contracts/behavior-words";
import type { LabInput } from "@/lib/contracts/lab";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import type { SimulationState } from "./simulation-state";

export function exportLab(simulation: SimulationState): LabInput {
  const { lab, controller, ports } = simulation;
  const { name, ip, ap, reloadSeconds, keepsSessions, flashFreeBytes } = lab.controller;
  return {
    controller: {
      name,
      ip,
      ap,
      reloadSeconds,
      keepsSessions,
      flashFreeBytes,
      running: controller.version,
      backup: controller.backupVersion,
      ownImageBytes: controller.ownImageBytes,
    },
    aps: [...simulation.fleet.all()].map((ap) => ({
      name: ap.name,
      model: ap.model,
      ip: ap.ip,
      radioMac: ap.id,
      ethernetMac: ap.ethernetMac,
      running: primaryVersion(ap.state),
      backup: secondaryVersion(ap.state),
      behavior: differsOf(ap.behavior),
      ...(ap.dialect === null ? {} : { consoleDialect: ap.dialect }),
    })),
    startPolicy: lab.startPolicy,
    transfer: lab.transfer,
    serverFaults: lab.serverFaults,
    clockFactor: ports.simulated.factor,
  };
}
