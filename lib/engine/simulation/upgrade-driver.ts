/**
 * Obeys the upgrade machine: fetches the controller image, runs the two rounds over the fleet, reloads the controller,
 * and counts what is read back at join.
 */
import type { Actor } from "@/lib/contracts/commands";
import type { ImageFamily } from "@/lib/contracts/families";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import {
  isReady,
  mayActivate,
  mayCancel,
  mayStart,
  type NO_UPGRADE,
  type RoundResult,
  stageOf,
  step,
  type UpgradeEffect,
  type UpgradeEvent,
} from "@/lib/controller/upgrade-machine";
import {
  type ApEvent,
  type ApReport,
  type Purpose,
  primaryVersion,
  runningVersion,
} from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import type { ControllerFetches } from "./controller-fetches";
import { fetchControllerImage } from "./controller-image";
import type { ImageFetcher } from "./image-fetch";
import { Round, type RoundKind } from "./rounds";
import { countersOf } from "./rows";
import type { Sampler } from "./sampler";
import type { ApUnit, HeldImage, ImageSource, World } from "./world";

/** What the controller's own reload takes along: every AP into the new version, nobody, or every AP as it is. */
type ReloadScope = "activate" | "controller" | "everybody";
/** As after `Last reload reason:`. */
const RELOAD_REASONS: Record<ReloadScope, string> = {
  activate: "Image Install",
  controller: "Reload Command",
  everybody: "Reload Command",
};

export type UpgradeDriverPorts = {
  tell(unit: ApUnit, event: ApEvent): void;
  fetcher: ImageFetcher;
  fetches: ControllerFetches;
  sampler: Sampler;
  /** The upgrade changed: write it, after the access points it speaks of. */
  save(): void;
};

export class UpgradeDriver {
  readonly #world: World;
  readonly #ports: UpgradeDriverPorts;
  #round: Round | null = null;
  #reload: { dueAt: number; cancel: Cancel } | null = null;
  #counter = 0;

  constructor(world: World, ports: UpgradeDriverPorts) {
    this.#world = world;
    this.#ports = ports;
    world.waitsFor = (unit) => this.#round?.waitsFor(unit) ?? "";
    world.beforePublish = () => this.#readBack();
  }

  // Orders

  start(source: ImageSource, actor: Actor): string {
    refuse(mayStart(this.#world.upgrade));
    const world = this.#world;
    const { wall } = world.ports;
    const id = `upgrade-${wall.now().toString(36)}-${++this.#counter}`;
    const superseded = fault("aborted", "An upgrade of the whole fleet was started.");
    world.upgradeSource = source;
    // A predownload of a single AP may have had one fetched.
    this.#ports.fetches.stop("upgrade", superseded);
    world.held.clear();
    world.sizes.clear();
    for (const unit of world.units.values()) {
      unit.apImageBytes = 0;
      unit.controllerImageBytes = 0;
      unit.isMaster = false;
      unit.failure = null;
      unit.bytes = unit.receiving === null ? 0 : unit.bytes;
      unit.sizeBytes = unit.receiving === null ? null : unit.sizeBytes;
      this.#ports.tell(unit, { type: "predownload-cancelled", fault: superseded });
      this.#ports.tell(unit, { type: "round-begins" });
      world.publish(unit);
    }
    this.apply({
      type: "start",
      id,
      by: actor.name,
      at: wall.now(),
      fromVersion: world.controller.version,
      members: [...world.units.keys()],
    });
    return id;
  }

  cancel(actor: Actor): string {
    refuse(mayCancel(this.#world.upgrade));
    this.apply({ type: "cancel", by: actor.name, at: this.#world.ports.wall.now() });
    return this.#world.upgrade.id;
  }

  activate(): string {
    refuse(mayActivate(this.#world.upgrade));
    if (this.#world.controller.state !== "up") refuse(fault("conflict", "The controller is reloading."));
    this.apply({ type: "activate", at: this.#world.ports.wall.now(), counters: countersOf(this.#world) });
    return this.#world.upgrade.id;
  }

  /** The controller reloads what it runs; with `everybody` all joined APs reboot, too. */
  reload(scope: "controller" | "everybody"): void {
    this.#reloadController(scope);
    this.#world.publishNow();
  }

  /** Goes on with what the store remembers. The access points have been restored before. */
  resume(): void {
    const world = this.#world;
    const { upgrade } = world;
    if (!upgrade.running) {
      // A plain reload that the end of the program cut short.
      if (world.controller.reloadFor !== null) this.#reloadController("controller");
      return;
    }
    switch (upgrade.state) {
      case "controller-download-initiated":
      case "controller-download-in-progress":
        world.upgrade = { ...upgrade, state: "controller-download-initiated" };
        this.#fetchControllerImage();
        break;
      case "ap-predownload-initiated":
      case "ap-predownload-in-progress":
        this.#beginRound("ap");
        break;
      case "controller-predownload-in-progress":
        this.#beginRound("network");
        break;
      case "activated":
        if (world.controller.version !== upgrade.targetVersion) this.#reloadController("activate");
        break;
      default:
        break;
    }
  }

  // What the access points and fetches report

  report(unit: ApUnit, report: ApReport): void {
    if (report.what === "predownload-started") this.apply({ type: "ap-image-begins" });
    if (report.what === "predownload-completed") unit.apImageBytes = unit.sizeBytes ?? unit.bytes;
    if (report.what === "controller-image-completed")
      unit.controllerImageBytes = unit.sizeBytes ?? unit.bytes;
    this.#round?.report(unit, report);
  }

  /** They exist no more: the upgrade goes on, or ends, with those that are left. */
  removed(ids: ReadonlySet<string>): void {
    this.apply({ type: "members-removed", ids });
    this.#round?.removed(ids);
  }

  masterOf(unit: ApUnit): ApUnit | undefined {
    return this.#round?.masterOf(unit);
  }

  fetched(unit: ApUnit, purpose: Purpose, image: string, held: HeldImage): void {
    if (purpose !== "predownload" || !this.#world.upgrade.running) return;
    this.#hold(image, held);
    this.#round?.fetched(unit, image);
  }

  /** The controller can give this image from now on. */
  #hold(image: string, held: HeldImage): void {
    this.#world.held.set(image, held);
    this.#world.sizes.set(image, held.sizeBytes);
    if (this.#world.upgrade.targetVersion === null) {
      this.apply({ type: "target-learnt", version: held.version, at: this.#world.ports.wall.now() });
      this.#round?.targetLearnt(held.version);
    }
    this.#ports.save();
  }

  /** SFTP mode: for everybody of the family, whoever of them is still there when it comes. */
  #fetchForRound(image: ImageFamily): void {
    const { upgradeSource: source, upgrade } = this.#world;
    if (source === null) return;
    this.#ports.fetches.fetch(
      { scope: "upgrade", image, source, version: upgrade.targetVersion, apId: null },
      (result) => {
        if (!result.ok) return this.#round?.controllerFailed(image, result.fault);
        this.#hold(image, result.image);
        this.#round?.controllerFetched(image);
      },
    );
  }

  clockChanged(): void {
    this.#round?.clockChanged();
    if (this.#reload) this.#world.controller.backAt = this.#wallOf(this.#reload.dueAt);
  }

  stop(why: Fault): void {
    this.#round?.stop();
    this.#reload?.cancel();
    this.#world.controllerReceiving?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    this.#ports.fetches.stop("join", why);
  }

  apply(event: UpgradeEvent): void {
    const world = this.#world;
    const before = world.upgrade;
    const { upgrade, effects } = step(before, event);
    if (upgrade === before) return;
    world.upgrade = upgrade;
    this.#announce(before);
    // A read-back while the fleet returns is counted anew after a restart; writing each would be a tick.
    if (event.type !== "read-back" || before.running !== upgrade.running) this.#ports.save();
    for (const effect of effects) this.#obey(effect);
    // What the operator's buttons depend on is not kept back.
    if (upgrade.state !== before.state || upgrade.running !== before.running) world.publishNow();
    else world.publishSoon();
  }

  #obey(effect: UpgradeEffect): void {
    switch (effect.do) {
      case "fetch-controller-image":
        this.#fetchControllerImage();
        break;
      case "predownload":
        this.#beginRound("ap");
        break;
      case "network-upgrade":
        this.#beginRound("network");
        break;
      case "stop-everything":
        this.#stopEverything();
        break;
      case "reload":
        this.#reloadController("activate");
        break;
    }
  }

  #announce(before: typeof NO_UPGRADE): void {
    const { upgrade } = this.#world;
    const data = { upgradeId: upgrade.id };
    const event = this.#world.event.bind(this.#world);
    if (before.id !== upgrade.id)
      event({ type: "upgrade.started", data: { ...data, by: upgrade.startedBy ?? "" } });
    const stage = stageOf(upgrade.state);
    if (stage !== null && (stage !== stageOf(before.state) || before.id !== upgrade.id)) {
      event({ type: "upgrade.stage-entered", data: { ...data, stage } });
    }
    if (upgrade.cancelledBy !== null && before.cancelledBy === null) {
      event({ type: "upgrade.cancelled", data: { ...data, by: upgrade.cancelledBy } });
    }
    if (isReady(upgrade) && !isReady(before)) event({ type: "upgrade.ready", data });
    if (upgrade.fault !== null && before.fault === null) {
      event({ type: "upgrade.failed", data: { ...data, fault: upgrade.fault } });
    }
    if (upgrade.state === "activated" && before.state !== "activated")
      event({ type: "upgrade.activated", data });
    if (upgrade.state === "activated" && before.running && !upgrade.running && upgrade.readBack !== null) {
      event({ type: "upgrade.ended", data: { ...data, ...upgrade.readBack } });
    }
  }

  #fetchControllerImage(): void {
    const now = () => this.#world.ports.wall.now();
    fetchControllerImage(this.#world, {
      ...this.#ports,
      onBegins: () => this.apply({ type: "controller-image-begins" }),
      onArrived: (bytes, version) =>
        this.apply({ type: "controller-image-arrived", bytes, version, at: now() }),
      onFailed: (why) => this.apply({ type: "controller-image-failed", fault: why, at: now() }),
    });
  }

  // Rounds

  #beginRound(kind: RoundKind): void {
    this.#round?.stop();
    this.#round = new Round(kind, this.#world, {
      tell: (unit, event) => this.#ports.tell(unit, event),
      fetch: (image) => this.#fetchForRound(image),
      onEnded: (ended, result) => this.#roundEnded(ended, result),
    });
    this.#round.begin();
  }

  #roundEnded(kind: RoundKind, result: RoundResult): void {
    const at = this.#world.ports.wall.now();
    this.apply({ type: kind === "ap" ? "ap-round-ended" : "network-round-ended", result, at });
  }

  #stopEverything(): void {
    const world = this.#world;
    const why = fault("aborted", "The upgrade was cancelled.");
    this.#round?.stop();
    this.#round = null;
    world.controllerReceiving?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    world.held.clear();
    for (const unit of world.units.values()) {
      unit.isMaster = false;
      this.#ports.tell(unit, { type: "predownload-cancelled", fault: why });
      world.publish(unit);
    }
    this.#ports.save();
  }

  // Reload

  #reloadController(scope: ReloadScope): void {
    const world = this.#world;
    const { controller, lab } = world;
    const { simulated } = world.ports;
    const target = world.upgrade.targetVersion;
    const delayMs = lab.controller.reloadSeconds * 1000;
    this.#round?.stop();
    this.#round = null;
    // Armed before the APs' own timers, so that the controller is there when its own AP looks for it.
    this.#reload = {
      dueAt: simulated.now() + delayMs,
      cancel: simulated.after(delayMs, () => this.#controllerBack()),
    };
    this.#ports.fetches.stop("join", fault("aborted", "The controller reloads."));
    world.joinHeld.clear();
    controller.state = "reloading";
    controller.reloadFor = RELOAD_REASONS[scope];
    controller.backAt = this.#wallOf(this.#reload.dueAt);
    this.#ports.save();
    for (const unit of world.units.values()) {
      const reboots = unit === world.own || (scope === "everybody" && unit.state.capwap === "Run");
      this.#ports.tell(
        unit,
        reboots && scope !== "activate"
          ? { type: "reset", reason: "It was told to reboot." }
          : { type: "controller-reloads", activate: scope === "activate" ? target : null },
      );
    }
  }

  #controllerBack(): void {
    const world = this.#world;
    const { controller, own } = world;
    this.#reload = null;
    // Its own AP is still on the way up: what it boots is what the controller runs.
    const version = own === undefined ? controller.version : primaryVersion(own.state);
    if (version !== controller.version) {
      controller.backupVersion = controller.version;
      // Only what was activated waits for its commit; a swap of images is known to run.
      if (controller.reloadFor === RELOAD_REASONS.activate) controller.committed = false;
      controller.version = version;
      controller.ownImageBytes = world.held.get(own?.family ?? "")?.sizeBytes ?? controller.ownImageBytes;
    }
    controller.state = "up";
    controller.backAt = null;
    controller.bootedAt = world.ports.simulated.now();
    controller.reloadReason = controller.reloadFor ?? controller.reloadReason;
    controller.reloadFor = null;
    controller.joinDownloads = 0;
    this.#ports.save();
    world.event({ type: "controller.reloaded", data: { version } });
    this.apply({ type: "controller-back", version, at: world.ports.wall.now() });
    world.publishSoon();
  }

  /** How many run the target, as they said when they joined; and whether anybody is still on the way. */
  #readBack(): void {
    const world = this.#world;
    const { upgrade, controller } = world;
    if (upgrade.state !== "activated" || controller.state !== "up") return;
    let onTarget = 0;
    let settled = true;
    for (const { state } of world.members()) {
      const isThere = state.capwap === "Run" && runningVersion(state) === upgrade.targetVersion;
      if (isThere) onTarget++;
      else if (state.away !== "for-good" && state.joinFailures === 0) settled = false;
    }
    const total = upgrade.members.length;
    const before = upgrade.readBack;
    if (onTarget === before?.onTarget && total === before.total && !(settled && upgrade.running)) return;
    this.apply({ type: "read-back", onTarget, total, settled, at: world.ports.wall.now() });
  }

  #wallOf(simulatedAt: number): number {
    const { simulated, wall } = this.#world.ports;
    return wall.now() + (simulatedAt - simulated.now()) / simulated.factor;
  }
}

function refuse(why: ReturnType<typeof mayStart>): void {
  if (why !== null) throw new FaultError(why);
}
