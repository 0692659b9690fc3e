/**
 * Executes what the upgrade machine answers: fetches the controller image, runs the two rounds over the fleet, reloads
 * the controller, and counts the versions read back at join.
 */
import type { Actor } from "@/lib/contracts/actor";
import type { ImageFamily } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type Activation, autoAbortMinutes, type StartQueueRow } from "@/lib/contracts/upgrade";
import { NO_WAIT, type Wait } from "@/lib/contracts/waiting";
import { replaceBackupRefusal } from "@/lib/controller/commitment";
import { installStep, requester } from "@/lib/controller/syslog-lines";
import {
  activateRefusal,
  cancelRefusal,
  type RoundResult,
  startRefusal,
  step,
  type Upgrade,
  type UpgradeEffect,
  type UpgradeEvent,
} from "@/lib/controller/upgrade-machine";
import type { ApReport, Purpose } from "@/lib/fleet/ap-state";
import type { HeldImage, ImageSource } from "../image-download/context";
import { refuse, refuseIf } from "../refuse";
import type { ControllerState } from "../simulation/controller-state";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";
import { Commitment } from "./commitment";
import { fetchControllerImage } from "./controller-image";
import { ControllerReload, type ReloadScope } from "./controller-reload";
import type { UpgradeDriverPorts } from "./driver-ports";
import { readBackEvent } from "./read-back";
import { RehearsalClock } from "./rehearsal-clock";
import { Round, type RoundKind } from "./rounds";
import { ReloadSchedule } from "./scheduled-reload";
import { upgradeEvents } from "./upgrade-events";
import { totalsOf } from "./upgrade-totals";

export class UpgradeDriver {
  readonly #simulation: SimulationState;
  readonly #ports: UpgradeDriverPorts;
  #round: Round | null = null;
  readonly #reload: ControllerReload;
  /** Commit and rollback of what was activated. */
  readonly commitment: Commitment;
  /** A reload of the controller that was ordered for later. */
  readonly schedule: ReloadSchedule;
  readonly #rehearsalClock: RehearsalClock;
  #counter = 0;
  /** As in the syslog. */
  #activatedBy = "";

  constructor(simulation: SimulationState, ports: UpgradeDriverPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
    this.#reload = new ControllerReload(simulation, {
      ...ports,
      onBack: (version) => {
        this.apply({ type: "controller-back", version, at: simulation.ports.wall.now() });
        this.commitment.controllerBack();
      },
    });
    this.commitment = new Commitment(simulation, {
      apply: (event) => this.apply(event),
      beginReload: (scope, by) => this.#beginReload(scope, by),
      save: ports.save,
    });
    this.schedule = new ReloadSchedule(simulation, {
      reload: (by) => this.reload("controller", by),
      save: ports.save,
    });
    this.#rehearsalClock = new RehearsalClock(simulation.ports.simulated, () => {
      this.clockChanged();
      simulation.rows.publishNow();
    });
  }

  // Commands

  /** @param rehearsedAt the speed of the clock of a rehearsal; null when it is none */
  start(source: ImageSource, actor: Actor, rehearsedAt: number | null): string {
    refuseIf(startRefusal(this.#simulation.upgrade) ?? replaceBackupRefusal(this.#simulation.controller));
    const simulation = this.#simulation;
    const { wall } = simulation.ports;
    const id = `upgrade-${wall.now().toString(36)}-${++this.#counter}`;
    const superseded = fault("aborted", "An upgrade of the whole fleet was started.");
    simulation.upgradeState.setSource(source);
    // The predownload of a single access point may have started a fetch.
    this.#ports.fetches.stop("upgrade", superseded);
    simulation.images.beginUpgrade();
    for (const ap of simulation.fleet.all()) {
      simulation.fleet.setFailure(ap, null);
      this.#ports.dispatch(ap, { type: "predownload-canceled", fault: superseded });
      this.#ports.dispatch(ap, { type: "upgrade-started" });
    }
    this.apply({
      type: "start",
      id,
      by: actor.name,
      at: wall.now(),
      fromVersion: simulation.controller.version,
      members: [...simulation.fleet.ids()],
      rehearsal: this.#rehearsalClock.at(rehearsedAt),
    });
    this.#rehearsalClock.begin(simulation.upgrade);
    return id;
  }

  cancel(actor: Actor): string {
    refuseIf(cancelRefusal(this.#simulation.upgrade));
    this.apply({ type: "cancel", by: actor.name, at: this.#simulation.ports.wall.now() });
    return this.#simulation.upgrade.id;
  }

  activate({ commit = "automatic", autoAbortMinutes: minutes }: Activation, actor: Actor): string {
    const { upgrade, controller, output, ports } = this.#simulation;
    refuseIf(activateRefusal(upgrade) ?? replaceBackupRefusal(controller));
    if (!controller.isUp) refuse(fault("conflict", "The controller is reloading."));
    output.syslog(installStep("Started", "activate"));
    this.commitment.begin(minutes ?? autoAbortMinutes.standard);
    output.syslog(installStep("Completed", "activate"));
    this.#activatedBy = requester(actor);
    this.apply({
      type: "activate",
      at: ports.wall.now(),
      by: actor.name,
      commitsAutomatically: commit === "automatic",
      counters: totalsOf(this.#simulation).counters,
    });
    return upgrade.id;
  }

  /** The controller reloads its present version; with `everybody` all joined access points reboot, too. */
  reload(what: "controller" | "everybody", by: string): void {
    this.#beginReload({ what }, by);
    this.#simulation.rows.publishNow();
  }

  /** Goes on with the stored upgrade. The access points have been restored before. */
  resume(): void {
    const simulation = this.#simulation;
    const { upgrade, controller } = simulation;
    this.#resumeUpgrade(upgrade, controller);
    this.commitment.resume();
    this.schedule.resume();
  }

  #resumeUpgrade(upgrade: Upgrade, controller: ControllerState): void {
    const simulation = this.#simulation;
    if (!upgrade.running) {
      // A rollback or a reload by command that the end of the program interrupted.
      if (controller.reloadInto !== null)
        this.#beginReload({ what: "rollback", into: controller.reloadInto }, null);
      else if (controller.reloadFor !== null) this.#beginReload({ what: "controller" }, null);
      return;
    }
    this.#rehearsalClock.begin(upgrade);
    switch (upgrade.state) {
      case "controller-download-initiated":
      case "controller-download-in-progress":
        simulation.upgradeState.setRecord({ ...upgrade, state: "controller-download-initiated" });
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
        if (upgrade.targetVersion !== null && controller.version !== upgrade.targetVersion)
          this.#beginReload({ what: "activate", into: upgrade.targetVersion }, null);
        break;
      default:
        break;
    }
  }

  // Reports of access points and fetches

  report(ap: SimulatedAp, report: ApReport): void {
    if (report.what === "predownload-started") this.apply({ type: "ap-image-begins" });
    this.#round?.report(ap, report);
  }

  /** These access points were removed from the lab; the upgrade goes on, or ends, with the others. */
  removed(ids: ReadonlySet<string>): void {
    this.apply({ type: "members-removed", ids });
    this.#round?.removed(ids);
  }

  fetched(ap: SimulatedAp, purpose: Purpose, image: string, held: HeldImage): void {
    if (purpose !== "predownload" || !this.#simulation.upgrade.running) return;
    this.#hold(image, held);
    this.#round?.fetched(ap, image);
  }

  /** The controller can send this image from now on. */
  #hold(image: string, held: HeldImage): void {
    this.#simulation.images.hold(image, held);
    if (this.#simulation.upgrade.targetVersion === null) {
      this.apply({ type: "target-learned", version: held.version, at: this.#simulation.ports.wall.now() });
      this.#round?.targetKnown(held.version);
    }
    this.#ports.save();
  }

  /** The controller fetches the image for all access points of the family that still wait when it arrives. */
  #fetchForRound(image: ImageFamily): void {
    const { upgrade } = this.#simulation;
    const { source } = this.#simulation.upgradeState;
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
    this.#reload.clockChanged();
    this.commitment.clockChanged();
    this.schedule.clockChanged();
  }

  stop(why: Fault): void {
    this.#round?.stop();
    this.#reload.stop();
    this.commitment.stop();
    this.schedule.stop();
    this.#simulation.images.controllerFetch?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    this.#ports.fetches.stop("join", why);
  }

  apply(event: UpgradeEvent): void {
    const simulation = this.#simulation;
    const before = simulation.upgrade;
    const { upgrade, effects } = step(before, event);
    if (upgrade === before) return;
    simulation.upgradeState.setRecord(upgrade);
    this.#rehearsalClock.follow(before, upgrade);
    if (upgrade.running !== before.running) simulation.claimUploads();
    for (const announced of upgradeEvents(before, upgrade)) simulation.event(announced);
    // Each read-back while the fleet rejoins is not worth a write: it is counted again after a restart.
    if (event.type !== "read-back" || before.running !== upgrade.running) this.#ports.save();
    for (const effect of effects) this.#execute(effect);
    // What the operator's buttons depend on is published at once.
    if (upgrade.state !== before.state || upgrade.running !== before.running) simulation.rows.publishNow();
    else simulation.rows.publishSoon();
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
        this.#beginReload(
          { what: "activate", into: this.#simulation.upgrade.targetVersion ?? "" },
          this.#activatedBy,
        );
        break;
      case "commit":
        this.commitment.commitAutomatically();
        break;
    }
  }

  #fetchControllerImage(): void {
    const now = () => this.#simulation.ports.wall.now();
    fetchControllerImage(this.#simulation, {
      ...this.#ports,
      onPredicted: (prediction) => this.apply({ type: "predicted", prediction }),
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
    simulation.images.controllerFetch?.stop(why);
    this.#ports.fetches.stop("upgrade", why);
    simulation.images.removeHeld();
    for (const ap of simulation.fleet.all())
      this.#ports.dispatch(ap, { type: "predownload-canceled", fault: why });
    this.#ports.save();
  }

  /** @param by as in the syslog; null when a reload that was cut short is begun again */
  #beginReload(scope: ReloadScope, by: string | null): void {
    this.#round?.stop();
    this.#round = null;
    this.schedule.stop();
    this.#reload.begin(scope, by);
  }

  /** What an access point waits for; nothing without a round. */
  waitOf(ap: SimulatedAp): Wait {
    return this.#round?.waitOf(ap) ?? NO_WAIT;
  }
  get queue(): StartQueueRow | null {
    return this.#round?.queue ?? null;
  }
  publishWaits(): void {
    this.#round?.publishWaits();
  }

  /** Counts how many access points run the target, as read back at join, and whether any is still on the way. */
  readBack(): void {
    const event = readBackEvent(this.#simulation);
    if (event !== null) this.apply(event);
  }
}
