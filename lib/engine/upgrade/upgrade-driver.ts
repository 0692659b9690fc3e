/**
 * Obeys the upgrade machine: fetches the controller image, runs the two rounds over the fleet, reloads the controller,
 * and counts what is read back at join.
 */
import type { Actor } from "@/lib/contracts/actor";
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
import type { ImageSource } from "../image-download/context";
import type { ControllerFetches } from "../image-download/controller-fetches";
import type { ImageFetcher } from "../image-download/image-fetcher";
import { countersOf } from "../simulation/rows";
import type { Sampler } from "../simulation/sampler";
import type { HeldImage, SimulatedAp, SimulationState } from "../simulation/simulation-state";
import { fetchControllerImage } from "./controller-image";
import { Round, type RoundKind } from "./rounds";

/** What the controller's own reload takes along: every AP into the new version, nobody, or every AP as it is. */
type ReloadScope = "activate" | "controller" | "everybody";
/** As after `Last reload reason:`. */
const RELOAD_REASONS: Record<ReloadScope, string> = {
  activate: "Image Install",
  controller: "Reload Command",
  everybody: "Reload Command",
};

export type UpgradeDriverPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  fetcher: ImageFetcher;
  fetches: ControllerFetches;
  sampler: Sampler;
  /** The upgrade changed: write it, after the access points it speaks of. */
  save(): void;
};

export class UpgradeDriver {
  readonly #simulation: SimulationState;
  readonly #ports: UpgradeDriverPorts;
  #round: Round | null = null;
  #reload: { dueAt: number; cancel: Cancel } | null = null;
  #counter = 0;

  constructor(simulation: SimulationState, ports: UpgradeDriverPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
    simulation.waitsFor = (ap) => this.#round?.waitsFor(ap) ?? "";
    simulation.beforePublish = () => this.#readBack();
  }

  // Orders

  start(source: ImageSource, actor: Actor): string {
    refuse(mayStart(this.#simulation.upgrade));
    const simulation = this.#simulation;
    const { wall } = simulation.ports;
    const id = `upgrade-${wall.now().toString(36)}-${++this.#counter}`;
    const superseded = fault("aborted", "An upgrade of the whole fleet was started.");
    simulation.upgradeSource = source;
    // A predownload of a single AP may have had one fetched.
    this.#ports.fetches.stop("upgrade", superseded);
    simulation.held.clear();
    simulation.sizes.clear();
    for (const ap of simulation.aps.values()) {
      ap.apImageBytes = 0;
      ap.controllerImageBytes = 0;
      ap.isMaster = false;
      ap.failure = null;
      ap.bytes = ap.receiving === null ? 0 : ap.bytes;
      ap.sizeBytes = ap.receiving === null ? null : ap.sizeBytes;
      this.#ports.dispatch(ap, { type: "predownload-canceled", fault: superseded });
      this.#ports.dispatch(ap, { type: "round-begins" });
      simulation.publish(ap);
    }
    this.apply({
      type: "start",
      id,
      by: actor.name,
      at: wall.now(),
      fromVersion: simulation.controller.version,
      members: [...simulation.aps.keys()],
    });
    return id;
  }

  cancel(actor: Actor): string {
    refuse(mayCancel(this.#simulation.upgrade));
    this.apply({ type: "cancel", by: actor.name, at: this.#simulation.ports.wall.now() });
    return this.#simulation.upgrade.id;
  }

  activate(): string {
    refuse(mayActivate(this.#simulation.upgrade));
    if (this.#simulation.controller.state !== "up") refuse(fault("conflict", "The controller is reloading."));
    this.apply({
      type: "activate",
      at: this.#simulation.ports.wall.now(),
      counters: countersOf(this.#simulation),
    });
    return this.#simulation.upgrade.id;
  }

  /** The controller reloads what it runs; with `everybody` all joined APs reboot, too. */
  reload(scope: "controller" | "everybody"): void {
    this.#reloadController(scope);
    this.#simulation.publishNow();
  }

  /** Goes on with what the store remembers. The access points have been restored before. */
  resume(): void {
    const simulation = this.#simulation;
    const { upgrade } = simulation;
    if (!upgrade.running) {
      // A plain reload that the end of the program cut short.
      if (simulation.controller.reloadFor !== null) this.#reloadController("controller");
      return;
    }
    switch (upgrade.state) {
      case "controller-download-initiated":
      case "controller-download-in-progress":
        simulation.upgrade = { ...upgrade, state: "controller-download-initiated" };
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
        if (simulation.controller.version !== upgrade.targetVersion) this.#reloadController("activate");
        break;
      default:
        break;
    }
  }

  // What the access points and fetches report

  report(ap: SimulatedAp, report: ApReport): void {
    if (report.what === "predownload-started") this.apply({ type: "ap-image-begins" });
    if (report.what === "predownload-completed") ap.apImageBytes = ap.sizeBytes ?? ap.bytes;
    if (report.what === "controller-image-completed") ap.controllerImageBytes = ap.sizeBytes ?? ap.bytes;
    this.#round?.report(ap, report);
  }

  /** They exist no more: the upgrade goes on, or ends, with those that are left. */
  removed(ids: ReadonlySet<string>): void {
    this.apply({ type: "members-removed", ids });
    this.#round?.removed(ids);
  }

  masterOf(ap: SimulatedAp): SimulatedAp | undefined {
    return this.#round?.masterOf(ap);
  }

  fetched(ap: SimulatedAp, purpose: Purpose, image: string, held: HeldImage): void {
    if (purpose !== "predownload" || !this.#simulation.upgrade.running) return;
    this.#hold(image, held);
    this.#round?.fetched(ap, image);
  }

  /** The controller can give this image from now on. */
  #hold(image: string, held: HeldImage): void {
    this.#simulation.held.set(image, held);
    this.#simulation.sizes.set(image, held.sizeBytes);
    if (this.#simulation.upgrade.targetVersion === null) {
      this.apply({ type: "target-learnt", version: held.version, at: this.#simulation.ports.wall.now() });
      this.#round?.targetLearnt(held.version);
    }
    this.#ports.save();
  }

  /** SFTP mode: for everybody of the family, whoever of them is still there when it comes. */
  #fetchForRound(image: ImageFamily): void {
    const { upgradeSource: source, upgrade } = this.#simulation;
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
    if (this.#reload) this.#simulation.controller.backAt = this.#wallOf(this.#reload.dueAt);
  }

  stop(why: Fault): void {
    this.#round?.stop();
    this.#reload?.cancel();
    this.#simulation.controllerReceiving?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    this.#ports.fetches.stop("join", why);
  }

  apply(event: UpgradeEvent): void {
    const simulation = this.#simulation;
    const before = simulation.upgrade;
    const { upgrade, effects } = step(before, event);
    if (upgrade === before) return;
    simulation.upgrade = upgrade;
    this.#announce(before);
    // A read-back while the fleet returns is counted anew after a restart; writing each would be a tick.
    if (event.type !== "read-back" || before.running !== upgrade.running) this.#ports.save();
    for (const effect of effects) this.#execute(effect);
    // What the operator's buttons depend on is not kept back.
    if (upgrade.state !== before.state || upgrade.running !== before.running) simulation.publishNow();
    else simulation.publishSoon();
  }

  #execute(effect: UpgradeEffect): void {
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
    const { upgrade } = this.#simulation;
    const data = { upgradeId: upgrade.id };
    const event = this.#simulation.event.bind(this.#simulation);
    if (before.id !== upgrade.id)
      event({ type: "upgrade.started", data: { ...data, by: upgrade.startedBy ?? "" } });
    const stage = stageOf(upgrade.state);
    if (stage !== null && (stage !== stageOf(before.state) || before.id !== upgrade.id)) {
      event({ type: "upgrade.stage-entered", data: { ...data, stage } });
    }
    if (upgrade.canceledBy !== null && before.canceledBy === null) {
      event({ type: "upgrade.canceled", data: { ...data, by: upgrade.canceledBy } });
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
    const now = () => this.#simulation.ports.wall.now();
    fetchControllerImage(this.#simulation, {
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
    this.#round = new Round(kind, this.#simulation, {
      dispatch: (ap, event) => this.#ports.dispatch(ap, event),
      fetch: (image) => this.#fetchForRound(image),
      onEnded: (ended, result) => this.#roundEnded(ended, result),
    });
    this.#round.begin();
  }

  #roundEnded(kind: RoundKind, result: RoundResult): void {
    const at = this.#simulation.ports.wall.now();
    this.apply({ type: kind === "ap" ? "ap-round-ended" : "network-round-ended", result, at });
  }

  #stopEverything(): void {
    const simulation = this.#simulation;
    const why = fault("aborted", "The upgrade was canceled.");
    this.#round?.stop();
    this.#round = null;
    simulation.controllerReceiving?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    simulation.held.clear();
    for (const ap of simulation.aps.values()) {
      ap.isMaster = false;
      this.#ports.dispatch(ap, { type: "predownload-canceled", fault: why });
      simulation.publish(ap);
    }
    this.#ports.save();
  }

  // Reload

  #reloadController(scope: ReloadScope): void {
    const simulation = this.#simulation;
    const { controller, lab } = simulation;
    const { simulated } = simulation.ports;
    const target = simulation.upgrade.targetVersion;
    const delayMs = lab.controller.reloadSeconds * 1000;
    this.#round?.stop();
    this.#round = null;
    // Armed before the APs' own timers, so that the controller is there when its own AP looks for it.
    this.#reload = {
      dueAt: simulated.now() + delayMs,
      cancel: simulated.after(delayMs, () => this.#controllerBack()),
    };
    this.#ports.fetches.stop("join", fault("aborted", "The controller reloads."));
    simulation.joinHeld.clear();
    controller.state = "reloading";
    controller.reloadFor = RELOAD_REASONS[scope];
    controller.backAt = this.#wallOf(this.#reload.dueAt);
    this.#ports.save();
    for (const ap of simulation.aps.values()) {
      const reboots = ap === simulation.own || (scope === "everybody" && ap.state.capwap === "Run");
      this.#ports.dispatch(
        ap,
        reboots && scope !== "activate"
          ? { type: "reset", reason: "It was told to reboot." }
          : { type: "controller-reloads", activate: scope === "activate" ? target : null },
      );
    }
  }

  #controllerBack(): void {
    const simulation = this.#simulation;
    const { controller, own } = simulation;
    this.#reload = null;
    // Its own AP is still on the way up: what it boots is what the controller runs.
    const version = own === undefined ? controller.version : primaryVersion(own.state);
    if (version !== controller.version) {
      controller.backupVersion = controller.version;
      // Only what was activated waits for its commit; a swap of images is known to run.
      if (controller.reloadFor === RELOAD_REASONS.activate) controller.committed = false;
      controller.version = version;
      controller.ownImageBytes =
        simulation.held.get(own?.family ?? "")?.sizeBytes ?? controller.ownImageBytes;
    }
    controller.state = "up";
    controller.backAt = null;
    controller.bootedAt = simulation.ports.simulated.now();
    controller.reloadReason = controller.reloadFor ?? controller.reloadReason;
    controller.reloadFor = null;
    controller.joinDownloads = 0;
    this.#ports.save();
    simulation.event({ type: "controller.reloaded", data: { version } });
    this.apply({ type: "controller-back", version, at: simulation.ports.wall.now() });
    simulation.publishSoon();
  }

  /** How many run the target, as they said when they joined; and whether anybody is still on the way. */
  #readBack(): void {
    const simulation = this.#simulation;
    const { upgrade, controller } = simulation;
    if (upgrade.state !== "activated" || controller.state !== "up") return;
    let onTarget = 0;
    let settled = true;
    for (const { state } of simulation.members()) {
      const isThere = state.capwap === "Run" && runningVersion(state) === upgrade.targetVersion;
      if (isThere) onTarget++;
      else if (state.away !== "for-good" && state.joinFailures === 0) settled = false;
    }
    const total = upgrade.members.length;
    const before = upgrade.readBack;
    if (onTarget === before?.onTarget && total === before.total && !(settled && upgrade.running)) return;
    this.apply({ type: "read-back", onTarget, total, settled, at: simulation.ports.wall.now() });
  }

  #wallOf(simulatedAt: number): number {
    const { simulated, wall } = this.#simulation.ports;
    return wall.now() + (simulatedAt - simulated.now()) / simulated.factor;
  }
}

function refuse(why: ReturnType<typeof mayStart>): void {
  if (why !== null) throw new FaultError(why);
}
