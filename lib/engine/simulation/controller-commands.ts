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
import { configured, installStep, requester } from "@/lib/controller/syslog-lines";
import { isReady, startRefusal } from "@/lib/controller/upgrade-machine";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import { refuse, refuseIf } from "../refuse";
import type { Commitment } from "../upgrade/commitment";
import type { ReloadSchedule } from "../upgrade/scheduled-reload";
import type { SimulationOrder } from "./ports";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export type ControllerCommandPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  /** @param by as in the syslog */
  reload(what: "controller" | "everybody", by: string): void;
  commitment: Pick<Commitment, "rollBack" | "stopTimer">;
  schedule: Pick<ReloadSchedule, "schedule" | "cancel">;
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
    refuse(fault("conflict", "The controller is reloading.", "Wait until it is back."));
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
    case "roll-back":
      ports.commitment.rollBack(by);
      return {};
    case "stop-abort-timer":
      ports.commitment.stopTimer();
      return {};
    case "schedule-reload":
      refuseWhileRunning(simulation);
      ports.schedule.schedule(order.delayMs, by);
      return {};
    case "cancel-reload":
      ports.schedule.cancel();
      return {};
    case "remove-inactive":
      return removeInactive(simulation, order.versions, by, ports);
  }
}

export function controllerFacts(simulation: SimulationState): ControllerFacts {
  const { controller, ports } = simulation;
  const { simulated, wall } = ports;
  // Instants are kept as wall time, and what is left of them runs as fast as the simulated clock.
  const left = (wallAt: number) => Math.max(0, wallAt - wall.now()) * simulated.factor;
  const { rollbackAt, scheduledReload } = controller;
  return {
    version: controller.version,
    bootedAt: controller.bootedAt,
    reloadReason: controller.reloadReason,
    committed: controller.isCommitted,
    committedVersion: controller.committedVersion,
    joinDownloads: controller.joinDownloads,
    inactiveVersion: inactiveVersion(simulation),
    removableVersions: removableVersions(simulation),
    rollbackInMs: rollbackAt === null ? null : left(rollbackAt),
    scheduledReload:
      scheduledReload === null
        ? null
        : {
            at: simulated.now() + left(scheduledReload.at),
            inMs: left(scheduledReload.at),
            by: scheduledReload.by,
          },
    files: [...simulation.images.held].map(([name, { sizeBytes }]) => ({ name, sizeBytes })),
    serial: serialOf(simulation.fleet.host?.id ?? ""),
  };
}

function rename(simulation: SimulationState, name: string, by: Actor): OrderDone {
  simulation.lab.renameController(name);
  simulation.output.syslog(configured(by));
  simulation.event({ type: "controller.renamed", data: { name, by: by.name } });
  return {};
}

/** A running upgrade keeps its own copy. Access points that join with other software find no server to ask. */
function clearProfile(simulation: SimulationState, by: Actor): OrderDone {
  simulation.saveProfile(null);
  simulation.output.syslog(configured(by));
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
  if (ap.state.capwap !== "Run")
    refuse(fault("conflict", `${ap.name} is not joined, so commands cannot reach it.`));
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
  ports.reload(scope, requester(by));
  return { count: scope === "everybody" ? joined.length : 1 };
}

/** Removes what the operator has seen and confirmed, and nothing that became inactive meanwhile. */
function removeInactive(
  simulation: SimulationState,
  confirmed: readonly string[],
  by: Actor,
  ports: ControllerCommandPorts,
): OrderDone {
  refuseWhileRunning(simulation);
  const { controller, images } = simulation;
  const version = removableVersions(simulation).find((removable) => confirmed.includes(removable));
  if (version === undefined) return { removed: [] };
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

/** Until the new version is committed, the one before is needed to go back. */
function removableVersions(simulation: SimulationState): string[] {
  const version = inactiveVersion(simulation);
  return version === null || version === simulation.controller.committedVersion ? [] : [version];
}

function heldVersion(simulation: SimulationState): string | null {
  const { images, upgrade, controller } = simulation;
  const image = images.held.get(CONTROLLER_IMAGE);
  if (image === undefined) return null;
  const version = image.version === "" ? upgrade.targetVersion : image.version;
  return version === controller.version ? null : version;
}

function refuseWhileRunning(simulation: SimulationState): void {
  refuseIf(startRefusal(simulation.upgrade));
}
