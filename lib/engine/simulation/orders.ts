/**
 * The orders that only the command line gives, obeyed: each changes the controller or the fleet as a real one would,
 * says so in the syslog, and answers why not. And the controller's facts that no row has.
 */
import type { ControllerFacts, OrderDone } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/commands";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { configured, installStep, reloadRequested } from "@/lib/controller/syslog-lines";
import { isReady, mayStart } from "@/lib/controller/upgrade-machine";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import type { SimulationOrder } from "./ports";
import type { ApUnit, World } from "./world";

export type OrderPorts = {
  tell(unit: ApUnit, event: ApEvent): void;
  reload(scope: "controller" | "everybody"): void;
  cancelUpgrade(by: Actor): void;
};

/** @throws FaultError when the answer is no; nothing has changed then. */
export function obeyOrder(world: World, order: SimulationOrder, by: Actor, ports: OrderPorts): OrderDone {
  if (world.controller.state !== "up")
    no(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  switch (order.type) {
    case "rename":
      return rename(world, order.name, by);
    case "clear-profile":
      return clearProfile(world, by);
    case "swap-all":
      return swapAll(world, ports);
    case "reset-all":
    case "reload":
      return reload(world, order.type === "reload" ? "controller" : "everybody", by, ports);
    case "commit":
      return commit(world, by);
    case "remove-inactive":
      return removeInactive(world, by, ports);
  }
}

export function controllerFacts(world: World): ControllerFacts {
  const { bootedAt, reloadReason, committed, joinDownloads } = world.controller;
  return {
    ...{ bootedAt, reloadReason, committed, joinDownloads },
    inactiveVersion: inactiveVersion(world),
    serial: `LAB${(world.own?.id ?? "").replaceAll(".", "").slice(-8).toUpperCase().padStart(8, "0")}`,
  };
}

function rename(world: World, name: string, by: Actor): OrderDone {
  world.lab = { ...world.lab, controller: { ...world.lab.controller, name } };
  world.syslog(configured(by.name));
  world.event({ type: "controller.renamed", data: { name, by: by.name } });
  return {};
}

/** An upgrade that runs has its own copy and goes on; an AP that joins with other software finds nobody to ask. */
function clearProfile(world: World, by: Actor): OrderDone {
  world.save(null);
  // A change as any other: whoever began to type before it must notice.
  world.profileSavedAt = world.ports.wall.now();
  world.syslog(configured(by.name));
  world.event({ type: "profile.removed", data: { by: by.name } });
  return {};
}

function swapAll(world: World, ports: OrderPorts): OrderDone {
  const joined = [...world.units.values()].filter((unit) => unit.state.capwap === "Run");
  if (joined.length === 0) no(fault("conflict", "No access point is joined."));
  let count = 0;
  for (const unit of joined) {
    const before = primaryVersion(unit.state);
    ports.tell(unit, { type: "images-swapped" });
    if (primaryVersion(unit.state) !== before) count++;
  }
  if (count === 0) no(fault("conflict", "No access point has a backup image that it could swap to."));
  return { count };
}

function reload(world: World, scope: "controller" | "everybody", by: Actor, ports: OrderPorts): OrderDone {
  refuseWhileRunning(world);
  const joined = [...world.units.values()].filter((unit) => unit.state.capwap === "Run");
  world.syslog(reloadRequested(by.name));
  ports.reload(scope);
  return { count: scope === "everybody" ? joined.length : 1 };
}

function commit(world: World, by: Actor): OrderDone {
  const { controller } = world;
  if (controller.committed) no(fault("conflict", "Nothing was activated that is not committed already."));
  world.syslog(installStep("Started", "commit"));
  controller.committed = true;
  world.syslog(installStep("Completed", "commit"));
  world.event({ type: "controller.committed", data: { version: controller.version, by: by.name } });
  return {};
}

function removeInactive(world: World, by: Actor, ports: OrderPorts): OrderDone {
  refuseWhileRunning(world);
  const { controller, held } = world;
  const version = inactiveVersion(world);
  // The version before is what one could go back to until the new one is committed.
  if (version === null || (!controller.committed && version === controller.backupVersion))
    return { removed: [] };
  world.syslog(installStep("Started", "remove inactive"));
  if (version === heldVersion(world)) {
    // What was ready to be activated is so no more.
    if (isReady(world.upgrade)) ports.cancelUpgrade(by);
    held.delete(CONTROLLER_IMAGE);
  } else controller.backupVersion = NO_VERSION;
  world.syslog(installStep("Completed", "remove inactive"));
  world.event({ type: "controller.image-removed", data: { version, by: by.name } });
  return { removed: [version] };
}

/** Stored beside the running one: what was added last, else what ran before. */
function inactiveVersion(world: World): string | null {
  const { version, backupVersion } = world.controller;
  const added = heldVersion(world);
  if (added !== null) return added;
  return backupVersion === NO_VERSION || backupVersion === version ? null : backupVersion;
}

function heldVersion(world: World): string | null {
  const { held, upgrade, controller } = world;
  const image = held.get(CONTROLLER_IMAGE);
  if (image === undefined) return null;
  const version = image.version === "" ? upgrade.targetVersion : image.version;
  return version === controller.version ? null : version;
}

function refuseWhileRunning(world: World): void {
  const why = mayStart(world.upgrade);
  if (why !== null) no(why);
}

function no(why: Fault): never {
  throw new FaultError(why);
}
