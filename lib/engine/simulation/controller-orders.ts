/**
 * The orders that only the command line gives, obeyed: each changes the controller or the fleet as a real one would,
 * says so in the syslog, and answers why not. And the controller's facts that no row has.
 */
import type { ControllerFacts, OrderDone } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { configured, installStep, reloadRequested } from "@/lib/controller/syslog-lines";
import { isReady, mayStart } from "@/lib/controller/upgrade-machine";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import type { SimulationOrder } from "./ports";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export type OrderPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  reload(scope: "controller" | "everybody"): void;
  cancelUpgrade(by: Actor): void;
};

/** @throws FaultError when the answer is no; nothing has changed then. */
export function executeOrder(
  simulation: SimulationState,
  order: SimulationOrder,
  by: Actor,
  ports: OrderPorts,
): OrderDone {
  if (!simulation.controller.isUp)
    no(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  switch (order.type) {
    case "rename":
      return rename(simulation, order.name, by);
    case "clear-profile":
      return clearProfile(simulation, by);
    case "swap-all":
      return swapAll(simulation, ports);
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
    serial: `LAB${(simulation.fleet.host?.id ?? "").replaceAll(".", "").slice(-8).toUpperCase().padStart(8, "0")}`,
  };
}

function rename(simulation: SimulationState, name: string, by: Actor): OrderDone {
  simulation.lab.renameController(name);
  simulation.output.syslog(configured(by.name));
  simulation.event({ type: "controller.renamed", data: { name, by: by.name } });
  return {};
}

/** An upgrade that runs has its own copy and goes on; an AP that joins with other software finds nobody to ask. */
function clearProfile(simulation: SimulationState, by: Actor): OrderDone {
  simulation.saveProfile(null);
  simulation.output.syslog(configured(by.name));
  simulation.event({ type: "profile.removed", data: { by: by.name } });
  return {};
}

function swapAll(simulation: SimulationState, ports: OrderPorts): OrderDone {
  const joined = [...simulation.fleet.all()].filter((ap) => ap.state.capwap === "Run");
  if (joined.length === 0) no(fault("conflict", "No access point is joined."));
  let count = 0;
  for (const ap of joined) {
    const before = primaryVersion(ap.state);
    ports.dispatch(ap, { type: "images-swapped" });
    if (primaryVersion(ap.state) !== before) count++;
  }
  if (count === 0) no(fault("conflict", "No access point has a backup image that it could swap to."));
  return { count };
}

function reload(
  simulation: SimulationState,
  scope: "controller" | "everybody",
  by: Actor,
  ports: OrderPorts,
): OrderDone {
  refuseWhileRunning(simulation);
  const joined = [...simulation.fleet.all()].filter((ap) => ap.state.capwap === "Run");
  simulation.output.syslog(reloadRequested(by.name));
  ports.reload(scope);
  return { count: scope === "everybody" ? joined.length : 1 };
}

function commit(simulation: SimulationState, by: Actor): OrderDone {
  const { controller } = simulation;
  if (controller.isCommitted) no(fault("conflict", "Nothing was activated that is not committed already."));
  simulation.output.syslog(installStep("Started", "commit"));
  controller.commit();
  simulation.output.syslog(installStep("Completed", "commit"));
  simulation.event({ type: "controller.committed", data: { version: controller.version, by: by.name } });
  return {};
}

function removeInactive(simulation: SimulationState, by: Actor, ports: OrderPorts): OrderDone {
  refuseWhileRunning(simulation);
  const { controller, images } = simulation;
  const version = inactiveVersion(simulation);
  // The version before is what one could go back to until the new one is committed.
  if (version === null || (!controller.isCommitted && version === controller.backupVersion))
    return { removed: [] };
  simulation.output.syslog(installStep("Started", "remove inactive"));
  if (version === heldVersion(simulation)) {
    // What was ready to be activated is so no more.
    if (isReady(simulation.upgrade)) ports.cancelUpgrade(by);
    images.removeControllerImage();
  } else controller.removeBackup();
  simulation.output.syslog(installStep("Completed", "remove inactive"));
  simulation.event({ type: "controller.image-removed", data: { version, by: by.name } });
  return { removed: [version] };
}

/** Stored beside the running one: what was added last, else what ran before. */
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
  const why = mayStart(simulation.upgrade);
  if (why !== null) no(why);
}

function no(why: Fault): never {
  throw new FaultError(why);
}
