/**
 * One round of image downloads over the fleet: obeys the predownload plan (AP images, or the controller image in
 * Network Upgrade), keeps its timers, and tells the plan what became of each access point.
 */
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilySchema } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { MemberPhase, NewMember } from "@/lib/controller/plan-members";
import { type PlanEffect, PredownloadPlan } from "@/lib/controller/predownload-plan";
import type { RoundResult } from "@/lib/controller/upgrade-machine";
import { type ApEvent, type ApReport, backupVersion, runningVersion } from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import { fetchKey } from "./controller-fetches";
import { failureOf } from "./reports";
import type { ApUnit, World } from "./world";

export type RoundKind = "ap" | "network";
export type RoundPorts = {
  tell(unit: ApUnit, event: ApEvent): void;
  /** SFTP mode: the controller is to fetch it; the round is told how that ends. */
  fetch(image: ImageFamily): void;
  onEnded(kind: RoundKind, result: RoundResult): void;
};

const LOST = fault("ap-lost", "The access point is not joined to the controller.");

export class Round {
  readonly kind: RoundKind;
  readonly #world: World;
  readonly #ports: RoundPorts;
  readonly #plan: PredownloadPlan;
  readonly #timers = new Set<Cancel>();
  /** Simulated due times of retries. */
  readonly #retries = new Map<string, number>();
  /** Why the controller could not fetch an image when it tried last. */
  readonly #fetchFaults = new Map<string, Fault>();
  #stopped = false;

  constructor(kind: RoundKind, world: World, ports: RoundPorts) {
    this.kind = kind;
    this.#world = world;
    this.#ports = ports;
    const { startPolicy } = world.lab;
    const isAp = kind === "ap";
    this.#plan = new PredownloadPlan(
      isAp ? this.#apMembers() : this.#networkMembers(),
      {
        batchSize: startPolicy.batchSize,
        batchIntervalMs: startPolicy.batchIntervalSeconds * 1000,
        retryDelaysMs: startPolicy.retryDelaysSeconds.map((s) => s * 1000),
        everyApFetches: isAp && startPolicy.everyApFetches,
        controllerFetches: isAp && this.#isSftp,
        parallel: world.upgradeProfile?.parallelMode ?? false,
      },
      isAp ? [...world.held.keys()] : [CONTROLLER_IMAGE],
    );
  }

  begin(): void {
    this.#obey(this.#plan.begin());
  }

  /** Nothing of this round happens any more. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Why an initiated AP waits, in words. */
  waitsFor(unit: ApUnit): string {
    if (this.kind !== "ap" || unit.family === null) return "";
    if (this.#isSftp) {
      const now = this.#world.familyFetches.has(fetchKey("upgrade", unit.family));
      return now
        ? `The controller fetches ${unit.family}`
        : `Waits until the controller fetches ${unit.family}`;
    }
    if (this.#plan.isMaster(unit.id)) return "Image master: waits for its turn to fetch";
    const master = this.#world.units.get(this.#plan.masterOf(unit.family) ?? "");
    return master === undefined ? "Waits" : `Waits for the image master ${master.name}`;
  }

  get #isSftp(): boolean {
    return this.#world.upgradeProfile?.mode === "sftp";
  }

  masterOf(unit: ApUnit): ApUnit | undefined {
    return unit.family === null ? undefined : this.#world.units.get(this.#plan.masterOf(unit.family) ?? "");
  }

  /** An image came from the server and is good. */
  fetched(unit: ApUnit, image: string): void {
    if (this.kind === "ap") this.#obey(this.#plan.imageAvailable(unit.id, image));
  }

  /** The controller has the image of a family now. */
  controllerFetched(image: ImageFamily): void {
    this.#fetchFaults.delete(image);
    this.#obey(this.#plan.controllerFetched(image));
  }

  controllerFailed(image: ImageFamily, why: Fault): void {
    this.#fetchFaults.set(image, why);
    this.#obey(this.#plan.controllerFailed(image, why));
  }

  /** The target version became known: who has it already is complete. */
  targetLearnt(version: string): void {
    if (this.kind !== "ap") return;
    for (const unit of this.#world.members()) {
      if (!has(unit, version) || unit.state.download !== null) continue;
      this.#ports.tell(unit, { type: "predownload-already", version });
      this.#obey(this.#plan.already(unit.id));
    }
  }

  report(unit: ApUnit, report: ApReport): void {
    const plan = this.#plan;
    const isAp = this.kind === "ap";
    switch (report.what) {
      case "joined":
        this.#obey(plan.returned(unit.id));
        break;
      case "rebooted":
        this.#obey(plan.left(unit.id));
        break;
      case "left":
        this.#obey(plan.left(unit.id));
        if (!report.returns) this.#obey(plan.gone(unit.id, LOST));
        break;
      case "image-download-failed":
      case "swap-ignored":
        this.#obey(plan.gone(unit.id, report.fault));
        break;
      case "predownload-completed":
        if (isAp) this.#obey(plan.completed(unit.id));
        break;
      case "predownload-failed":
        if (isAp) this.#obey(plan.failed(unit.id, report.fault, report.own));
        if (isAp && plan.phase(unit.id) !== "retrying") {
          this.#saidFailed(unit, null, unit.state.predownload.retryCount);
        }
        break;
      case "predownload-unsupported":
        if (isAp) this.#obey(plan.unsupported(unit.id));
        break;
      case "controller-image-completed":
        if (!isAp) this.#obey(plan.completed(unit.id));
        break;
      case "controller-image-failed":
        if (!isAp) this.#obey(plan.failed(unit.id, report.fault, report.own));
        break;
      case "swapped":
      case "image-downloaded":
      case "predownload-started":
        break;
    }
  }

  /** They exist no more. */
  removed(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#retries.delete(id);
      this.#obey(this.#plan.removed(id));
    }
  }

  /** The clock runs at another speed: the wall times of the planned retries are others now. */
  clockChanged(): void {
    for (const id of this.#retries.keys()) {
      const unit = this.#world.units.get(id);
      if (unit) this.#tellRetry(unit, unit.state.predownload.retryCount);
    }
  }

  #apMembers(): NewMember[] {
    const target = this.#world.upgrade.targetVersion;
    return this.#world.members().map((unit) => {
      const { predownload } = unit.state;
      let phase: MemberPhase = "queued";
      if (target !== null && has(unit, target)) {
        phase = "done";
        this.#ports.tell(unit, { type: "predownload-already", version: target });
      } else if (predownload.status === "Unsupported") phase = "unsupported";
      else if (predownload.status === "Failed" && predownload.nextRetryAt === null) phase = "failed";
      else phase = this.#presence(unit);
      return this.#member(unit, unit.family, phase, predownload.retryCount);
    });
  }

  #networkMembers(): NewMember[] {
    const target = this.#world.upgrade.targetVersion;
    return this.#world
      .members()
      .filter((unit) => unit.standsBy)
      .map((unit) => {
        const has = target !== null && unit.state.controllerImage === target;
        const here = unit.state.capwap === "Run";
        return this.#member(unit, CONTROLLER_IMAGE, has ? "done" : here ? "queued" : "lost", 0);
      });
  }

  #member(unit: ApUnit, image: string | null, phase: MemberPhase, retryCount: number): NewMember {
    return { id: unit.id, image, model: unit.model, isController: unit.isController, phase, retryCount };
  }

  /** Whether an AP can take part: one that is on its way to Run is waited for, one that cannot come is not. */
  #presence(unit: ApUnit): MemberPhase {
    const { capwap, away, joinFailures, joinFault } = unit.state;
    if (capwap === "Run") return "queued";
    if (away === "no" && joinFailures === 0) return "absent";
    this.#ports.tell(unit, { type: "predownload-refused", fault: joinFault ?? LOST, unsupported: false });
    return "lost";
  }

  #obey(effects: readonly PlanEffect[]): void {
    for (const effect of effects) {
      if (this.#stopped) return;
      if (effect.do === "arm-batch") this.#after(effect.delayMs, () => this.#obey(this.#plan.batchDue()));
      else if (effect.do === "ended") this.#ended();
      else if (effect.do === "controller-fetch") this.#controllerFetch(effect.image);
      else {
        const unit = this.#world.units.get(effect.id);
        if (unit) this.#obeyFor(unit, effect);
      }
    }
  }

  #controllerFetch(image: string): void {
    this.#ports.fetch(imageFamilySchema.parse(image));
    // What they wait for is another thing now.
    for (const unit of this.#world.members()) {
      if (unit.family === image && unit.state.predownload.status === "Initiated") this.#world.publish(unit);
    }
  }

  #obeyFor(unit: ApUnit, effect: Extract<PlanEffect, { id: string }>): void {
    const { tell } = this.#ports;
    const isAp = this.kind === "ap";
    switch (effect.do) {
      case "initiate":
        if (!isAp) break;
        tell(unit, {
          type: "predownload-initiated",
          version: this.#world.upgrade.targetVersion ?? NO_VERSION,
          retryCount: effect.retryCount,
        });
        this.#world.event({ type: "ap.predownload.initiated", data: { apId: unit.id } });
        break;
      case "elected":
      case "dismissed":
        if (!isAp) break;
        unit.isMaster = effect.do === "elected";
        this.#world.publish(unit);
        if (unit.isMaster && unit.family !== null) {
          this.#world.event({ type: "image-master.elected", data: { apId: unit.id, family: unit.family } });
        }
        break;
      case "fetch":
        tell(unit, { type: "predownload-ordered", image: effect.image, route: "server", method: "TFTP" });
        break;
      case "deliver": {
        const version = this.#world.upgrade.targetVersion ?? NO_VERSION;
        tell(
          unit,
          isAp
            ? { type: "predownload-ordered", image: effect.image, route: "capwap", method: "CAPWAP" }
            : { type: "controller-image-ordered", image: effect.image, version },
        );
        break;
      }
      case "refuse":
        this.#refuse(unit, effect.fault, effect.unsupported);
        break;
      case "retry-later":
        this.#retryLater(unit, effect.delayMs, effect.retryCount);
        break;
    }
  }

  #refuse(unit: ApUnit, why: Fault, unsupported: boolean): void {
    if (this.kind !== "ap") return;
    const isFetch = this.#fetchFaults.get(unit.family ?? "") === why;
    if (isFetch) unit.failure = failureOf(this.#world, unit, { fault: why, own: false }, false);
    const master = this.masterOf(unit);
    if (master?.failure && unit.failure === null) {
      unit.failure = { ...master.failure, fault: why, master: master.id === unit.id ? null : master.name };
    }
    this.#ports.tell(unit, { type: "predownload-refused", fault: why, unsupported });
    if (isFetch && this.#plan.phase(unit.id) === "failed")
      this.#saidFailed(unit, null, unit.state.predownload.retryCount);
  }

  #retryLater(unit: ApUnit, delayMs: number, retryCount: number): void {
    this.#retries.set(unit.id, this.#world.ports.simulated.now() + delayMs);
    this.#after(delayMs, () => {
      this.#retries.delete(unit.id);
      this.#obey(this.#plan.retryDue(unit.id));
    });
    if (this.kind === "ap") this.#saidFailed(unit, this.#tellRetry(unit, retryCount), retryCount);
  }

  /** @returns wall milliseconds of the retry. */
  #tellRetry(unit: ApUnit, retryCount: number): number {
    const { simulated, wall } = this.#world.ports;
    const left = (this.#retries.get(unit.id) ?? simulated.now()) - simulated.now();
    const at = wall.now() + left / simulated.factor;
    this.#ports.tell(unit, { type: "retry-scheduled", at, retryCount });
    return at;
  }

  #saidFailed(unit: ApUnit, retryAt: number | null, retryCount: number): void {
    if (unit.failure === null) return;
    const data = { apId: unit.id, fault: unit.failure.fault, retryAt, retryCount };
    this.#world.event({ type: "ap.predownload.failed", data });
  }

  #after(delayMs: number, fn: () => void): void {
    const cancel = this.#world.ports.simulated.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#stopped) fn();
    });
    this.#timers.add(cancel);
  }

  #ended(): void {
    this.stop();
    const own = this.#world.own;
    const target = this.#world.upgrade.targetVersion;
    const failed = this.#world.members().find((u) => u.state.predownload.fault !== null);
    this.#ports.onEnded(this.kind, {
      complete: this.#plan.count("done"),
      failed: this.#plan.count("failed") + this.#plan.count("lost"),
      unsupported: this.#plan.count("unsupported"),
      ownReady: own !== undefined && target !== null && has(own, target),
      fault: own?.state.predownload.fault ?? failed?.state.predownload.fault ?? null,
    });
  }
}

const has = (unit: ApUnit, version: string): boolean =>
  backupVersion(unit.state) === version || runningVersion(unit.state) === version;
