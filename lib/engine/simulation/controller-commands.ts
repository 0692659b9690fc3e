/**
 * Commands that only the command line has. Each changes the controller or the fleet as on a real one and logs it, or is
 * refused with the reason. Also the facts about the controller that no row shows.
 */
import type { ControllerFacts, OrderDone } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { serialOf } from "@/lib/contracts/serials";
import { NO_VERSION } from "@/lib/contracts/versions";
import { configured, installStep, reloadRequested } from "@/lib/controller/syslog-lines";
import { isReady, mayStart } from "@/lib/controller/upgrade-machine";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import { refuse, refuseIf } from "../refuse";
import type { SimulationOrder } from "./ports";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export type ControllerCommandPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  reload(scope: "controller" | "everybody"): void;
  cancelUpgrade(by: Actor): void;
};

/** @throws FaultError when it is refused; nothing has changed then */
export function executeCommand(
  simulation: SimulationState,
  order: SimulationOrder,
  by: Actor,
  ports: ControllerCommandPorts,
): OrderDone {
  if (!simulation.controller.isUp)
    refuse(fault("conflict", "The controller is reloading.", "Wait until it is up again."));
  switch (order.type) {
    case "rename":
      return rename(simulation, order.name, by);
    case "clear-profile":
      return clearProfile(simulation, by);
    case "swap-all":
      return swapAll(simulation, ports);
    case "swap":
      return swapOne(simulation, order.apId, ports);
    case "reset-all":
    case "reload":
      return reload(simulation, order.type === "reload" ? "controller" : "everybody", by, ports);
    case "commit":
      return commit(simulation, by);
    case "remove-inactive":
      return removeInactive(simulation, by, ports);
  }
}

export function controllerFacts(simulation: SimulationState): ControllerFacts {
  const { bootedAt, reloadReason, isCommitted: committed, joinDownloads } = simulation.controller;
  return {
    bootedAt,
    reloadReason,
    committed,
    joinDownloads,
    inactiveVersion: inactiveVersion(simulation),
    files: [...simulation.images.held].map(([name, { sizeBytes }]) => ({ name, sizeBytes })),
    serial: serialOf(simulation.fleet.host?.id ?? ""),
  };
}

function rename(simulation: SimulationState, name: string, by: Actor): OrderDone {
  simulation.lab.renameController(name);
  simulation.output.syslog(configured(by.name));
  simulation.event({ type: "controller.renamed", data: { name, by: by.name } });
  return {};
}

/** A running upgrade keeps its own copy. Access points that join with other software find no server to ask. */
function clearProfile(simulation: SimulationState, by: Actor): OrderDone {
  simulation.saveProfile(null);
  simulation.output.syslog(configured(by.name));
  simulation.event({ type: "profile.removed", data: { by: by.name } });
  return {};
}

function swapAll(simulation: SimulationState, ports: ControllerCommandPorts): OrderDone {
  const joined = [...simulation.fleet.all()].filter((ap) => ap.state.capwap === "Run");
  if (joined.length === 0) refuse(fault("conflict", "No access point is joined."));
  let count = 0;
  for (const ap of joined) {
    const before = primaryVersion(ap.state);
    ports.dispatch(ap, { type: "images-swapped" });
    if (primaryVersion(ap.state) !== before) count++;
  }
  if (count === 0) refuse(fault("conflict", "No access point has a backup image to swap to."));
  return { count };
}

function swapOne(simulation: SimulationState, apId: string, ports: ControllerCommandPorts): OrderDone {
  const ap = simulation.fleet.get(apId) ?? refuse(fault("not-found", "There is no such access point."));
  if (ap.state.capwap !== "Run") refuse(fault("conflict", `${ap.name} is not joined, so it cannot be told.`));
  const before = primaryVersion(ap.state);
  ports.dispatch(ap, { type: "images-swapped" });
  if (primaryVersion(ap.state) === before)
    refuse(fault("conflict", `${ap.name} has no backup image to swap to, or is receiving one.`));
  return { count: 1 };
}

function reload(
  simulation: SimulationState,
  scope: "controller" | "everybody",
  by: Actor,
  ports: ControllerCommandPorts,
): OrderDone {
  refuseWhileRunning(simulation);
  const joined = [...simulation.fleet.all()].filter((ap) => ap.state.capwap === "Run");
  simulation.output.syslog(reloadRequested(by.name));
  ports.reload(scope);
  return { count: scope === "everybody" ? joined.length : 1 };
}

function commit(simulation: SimulationState, by: Actor): OrderDone {
  const { controller } = simulation;
  if (controller.isCommitted)
    refuse(fault("conflict", "Everything that was activated is committed already."));
  simulation.output.syslog(installStep("Started", "commit"));
  controller.commit();
  simulation.output.syslog(installStep("Completed", "commit"));
  simulation.event({ type: "controller.committed", data: { version: controller.version, by: by.name } });
  return {};
}

function removeInactive(simulation: SimulationState, by: Actor, ports: ControllerCommandPorts): OrderDone {
  refuseWhileRunning(simulation);
  const { controller, images } = simulation;
  const version = inactiveVersion(simulation);
  // Until the new version is committed, the one before is needed to go back.
  if (version === null || (!controller.isCommitted && version === controller.backupVersion))
    return { removed: [] };
  simulation.output.syslog(installStep("Started", "remove inactive"));
  if (version === heldVersion(simulation)) {
    // The upgrade that was ready can no longer be activated.
    if (isReady(simulation.upgrade)) ports.cancelUpgrade(by);
    images.removeControllerImage();
  } else controller.removeBackup();
  simulation.output.syslog(installStep("Completed", "remove inactive"));
  simulation.event({ type: "controller.image-removed", data: { version, by: by.name } });
  return { removed: [version] };
}

/** The version stored beside the running one: the one added last, else the one that ran before. */
function inactiveVersion(simulation: SimulationState): string | null {
  const { version, backupVersion } = simulation.controller;
  const added = heldVersion(simulation);
  if (added !== null) return added;
  return backupVersion === NO_VERSION || backupVersion === version ? null : backupVersion;
}

function heldVersion(simulation: SimulationState): string | null {
  const { images, upgrade, controller } = simulation;
  const image = images.held.get(CONTROLLER_IMAGE);
  if (image === undefined) return null;
  const version = image.version === "" ? upgrade.targetVersion : image.version;
  return version === controller.version ? null : version;
}

function refuseWhileRunning(simulation: SimulationState): void {
  refuseIf(mayStart(simulation.upgrade));
}
