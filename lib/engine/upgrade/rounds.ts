/**
 * One round of image downloads over the fleet: obeys the predownload plan (AP images, or the controller image in
 * Network Upgrade), keeps its timers, and tells the plan what became of each access point.
 */
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilySchema } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import type { MemberPhase, NewMember } from "@/lib/controller/plan-members";
import { type PlanEffect, PredownloadPlan } from "@/lib/controller/predownload-plan";
import type { RoundResult } from "@/lib/controller/upgrade-machine";
import { type ApEvent, type ApReport, backupVersion, runningVersion } from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import { fetchKey } from "../image-download/controller-fetches";
import { failureOf } from "../simulation/reports";
import type { SimulatedAp, SimulationState } from "../simulation/simulation-state";

export type RoundKind = "ap" | "network";
export type RoundPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  /** Has the controller fetch the image, in modes where only it connects to the server. */
  fetch(image: ImageFamily): void;
  onEnded(kind: RoundKind, result: RoundResult): void;
};

const LOST = fault("ap-lost", "The access point is not joined to the controller.");

export class Round {
  readonly kind: RoundKind;
  readonly #simulation: SimulationState;
  readonly #ports: RoundPorts;
  readonly #plan: PredownloadPlan;
  readonly #timers = new Set<Cancel>();
  /** Simulated due times of retries. */
  readonly #retries = new Map<string, number>();
  /** Why the controller could not fetch an image when it tried last. */
  readonly #fetchFaults = new Map<string, Fault>();
  #stopped = false;

  constructor(kind: RoundKind, simulation: SimulationState, ports: RoundPorts) {
    this.kind = kind;
    this.#simulation = simulation;
    this.#ports = ports;
    const { startPolicy } = simulation.lab;
    const isAp = kind === "ap";
    this.#plan = new PredownloadPlan(
      isAp ? this.#apMembers() : this.#networkMembers(),
      {
        batchSize: startPolicy.batchSize,
        batchIntervalMs: startPolicy.batchIntervalSeconds * 1000,
        retryDelaysMs: startPolicy.retryDelaysSeconds.map((s) => s * 1000),
        everyApFetches: isAp && startPolicy.everyApFetches,
        controllerFetches: isAp && this.#isFetchedByController,
        parallel: simulation.upgradeProfile?.parallelMode ?? false,
      },
      isAp ? [...simulation.held.keys()] : [CONTROLLER_IMAGE],
    );
  }

  begin(): void {
    this.#execute(this.#plan.begin());
  }

  /** Nothing of this round happens any more. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Why an initiated AP waits, in words. */
  waitsFor(ap: SimulatedAp): string {
    if (this.kind !== "ap" || ap.family === null) return "";
    if (this.#isFetchedByController) {
      const now = this.#simulation.familyFetches.has(fetchKey("upgrade", ap.family));
      return now ? `The controller fetches ${ap.family}` : `Waits until the controller fetches ${ap.family}`;
    }
    if (this.#plan.isMaster(ap.id)) return "Image master: waits for its turn to fetch";
    const master = this.#simulation.aps.get(this.#plan.masterOf(ap.family) ?? "");
    return master === undefined ? "Waits" : `Waits for the image master ${master.name}`;
  }

  get #isFetchedByController(): boolean {
    return isFetchedByController(this.#simulation.upgradeProfile);
  }

  masterOf(ap: SimulatedAp): SimulatedAp | undefined {
    return ap.family === null ? undefined : this.#simulation.aps.get(this.#plan.masterOf(ap.family) ?? "");
  }

  /** An image came from the server and is good. */
  fetched(ap: SimulatedAp, image: string): void {
    if (this.kind === "ap") this.#execute(this.#plan.imageAvailable(ap.id, image));
  }

  /** The controller has the image of a family now. */
  controllerFetched(image: ImageFamily): void {
    this.#fetchFaults.delete(image);
    this.#execute(this.#plan.controllerFetched(image));
  }

  controllerFailed(image: ImageFamily, why: Fault): void {
    this.#fetchFaults.set(image, why);
    this.#execute(this.#plan.controllerFailed(image, why));
  }

  /** The target version became known: who has it already is complete. */
  targetLearnt(version: string): void {
    if (this.kind !== "ap") return;
    for (const ap of this.#simulation.members()) {
      if (!has(ap, version) || ap.state.download !== null) continue;
      this.#ports.dispatch(ap, { type: "predownload-already", version });
      this.#execute(this.#plan.already(ap.id));
    }
  }

  report(ap: SimulatedAp, report: ApReport): void {
    const plan = this.#plan;
    const isAp = this.kind === "ap";
    switch (report.what) {
      case "joined":
        this.#execute(plan.returned(ap.id));
        break;
      case "rebooted":
        this.#execute(plan.left(ap.id));
        break;
      case "left":
        this.#execute(plan.left(ap.id));
        if (!report.returns) this.#execute(plan.gone(ap.id, LOST));
        break;
      case "image-download-failed":
      case "swap-ignored":
        this.#execute(plan.gone(ap.id, report.fault));
        break;
      case "predownload-completed":
        if (isAp) this.#execute(plan.completed(ap.id));
        break;
      case "predownload-failed":
        if (isAp) this.#execute(plan.failed(ap.id, report.fault, report.own));
        if (isAp && plan.phase(ap.id) !== "retrying") {
          this.#saidFailed(ap, null, ap.state.predownload.retryCount);
        }
        break;
      case "predownload-unsupported":
        if (isAp) this.#execute(plan.unsupported(ap.id));
        break;
      case "controller-image-completed":
        if (!isAp) this.#execute(plan.completed(ap.id));
        break;
      case "controller-image-failed":
        if (!isAp) this.#execute(plan.failed(ap.id, report.fault, report.own));
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
      this.#execute(this.#plan.removed(id));
    }
  }

  /** The clock runs at another speed: the wall times of the planned retries are others now. */
  clockChanged(): void {
    for (const id of this.#retries.keys()) {
      const ap = this.#simulation.aps.get(id);
      if (ap) this.#tellRetry(ap, ap.state.predownload.retryCount);
    }
  }

  #apMembers(): NewMember[] {
    const target = this.#simulation.upgrade.targetVersion;
    return this.#simulation.members().map((ap) => {
      const { predownload } = ap.state;
      let phase: MemberPhase = "queued";
      if (target !== null && has(ap, target)) {
        phase = "done";
        this.#ports.dispatch(ap, { type: "predownload-already", version: target });
      } else if (predownload.status === "Unsupported") phase = "unsupported";
      else if (predownload.status === "Failed" && predownload.nextRetryAt === null) phase = "failed";
      else phase = this.#presence(ap);
      return this.#member(ap, ap.family, phase, predownload.retryCount);
    });
  }

  #networkMembers(): NewMember[] {
    const target = this.#simulation.upgrade.targetVersion;
    return this.#simulation
      .members()
      .filter((ap) => ap.standsBy)
      .map((ap) => {
        const has = target !== null && ap.state.controllerImage === target;
        const here = ap.state.capwap === "Run";
        return this.#member(ap, CONTROLLER_IMAGE, has ? "done" : here ? "queued" : "lost", 0);
      });
  }

  #member(ap: SimulatedAp, image: string | null, phase: MemberPhase, retryCount: number): NewMember {
    return { id: ap.id, image, model: ap.model, isController: ap.isController, phase, retryCount };
  }

  /** Whether an AP can take part: one that is on its way to Run is waited for, one that cannot come is not. */
  #presence(ap: SimulatedAp): MemberPhase {
    const { capwap, away, joinFailures, joinFault } = ap.state;
    if (capwap === "Run") return "queued";
    if (away === "no" && joinFailures === 0) return "absent";
    this.#ports.dispatch(ap, { type: "predownload-refused", fault: joinFault ?? LOST, unsupported: false });
    return "lost";
  }

  #execute(effects: readonly PlanEffect[]): void {
    for (const effect of effects) {
      if (this.#stopped) return;
      if (effect.do === "arm-batch") this.#after(effect.delayMs, () => this.#execute(this.#plan.batchDue()));
      else if (effect.do === "ended") this.#ended();
      else if (effect.do === "controller-fetch") this.#controllerFetch(effect.image);
      else {
        const ap = this.#simulation.aps.get(effect.id);
        if (ap) this.#executeFor(ap, effect);
      }
    }
  }

  #controllerFetch(image: string): void {
    this.#ports.fetch(imageFamilySchema.parse(image));
    // What they wait for is another thing now.
    for (const ap of this.#simulation.members()) {
      if (ap.family === image && ap.state.predownload.status === "Initiated") this.#simulation.publish(ap);
    }
  }

  #executeFor(ap: SimulatedAp, effect: Extract<PlanEffect, { id: string }>): void {
    const { dispatch } = this.#ports;
    const isAp = this.kind === "ap";
    switch (effect.do) {
      case "initiate":
        if (!isAp) break;
        dispatch(ap, {
          type: "predownload-initiated",
          version: this.#simulation.upgrade.targetVersion ?? NO_VERSION,
          retryCount: effect.retryCount,
        });
        this.#simulation.event({ type: "ap.predownload.initiated", data: { apId: ap.id } });
        break;
      case "elected":
      case "dismissed":
        if (!isAp) break;
        ap.isMaster = effect.do === "elected";
        this.#simulation.publish(ap);
        if (ap.isMaster && ap.family !== null) {
          this.#simulation.event({ type: "image-master.elected", data: { apId: ap.id, family: ap.family } });
        }
        break;
      case "fetch":
        dispatch(ap, { type: "predownload-ordered", image: effect.image, route: "server", method: "TFTP" });
        break;
      case "deliver": {
        const version = this.#simulation.upgrade.targetVersion ?? NO_VERSION;
        dispatch(
          ap,
          isAp
            ? { type: "predownload-ordered", image: effect.image, route: "capwap", method: "CAPWAP" }
            : { type: "controller-image-ordered", image: effect.image, version },
        );
        break;
      }
      case "refuse":
        this.#refuse(ap, effect.fault, effect.unsupported);
        break;
      case "retry-later":
        this.#retryLater(ap, effect.delayMs, effect.retryCount);
        break;
    }
  }

  #refuse(ap: SimulatedAp, why: Fault, unsupported: boolean): void {
    if (this.kind !== "ap") return;
    const isFetch = this.#fetchFaults.get(ap.family ?? "") === why;
    if (isFetch) ap.failure = failureOf(this.#simulation, ap, { fault: why, own: false }, false);
    const master = this.masterOf(ap);
    if (master?.failure && ap.failure === null) {
      ap.failure = { ...master.failure, fault: why, master: master.id === ap.id ? null : master.name };
    }
    this.#ports.dispatch(ap, { type: "predownload-refused", fault: why, unsupported });
    if (isFetch && this.#plan.phase(ap.id) === "failed")
      this.#saidFailed(ap, null, ap.state.predownload.retryCount);
  }

  #retryLater(ap: SimulatedAp, delayMs: number, retryCount: number): void {
    this.#retries.set(ap.id, this.#simulation.ports.simulated.now() + delayMs);
    this.#after(delayMs, () => {
      this.#retries.delete(ap.id);
      this.#execute(this.#plan.retryDue(ap.id));
    });
    if (this.kind === "ap") this.#saidFailed(ap, this.#tellRetry(ap, retryCount), retryCount);
  }

  /** @returns wall milliseconds of the retry. */
  #tellRetry(ap: SimulatedAp, retryCount: number): number {
    const { simulated, wall } = this.#simulation.ports;
    const left = (this.#retries.get(ap.id) ?? simulated.now()) - simulated.now();
    const at = wall.now() + left / simulated.factor;
    this.#ports.dispatch(ap, { type: "retry-scheduled", at, retryCount });
    return at;
  }

  #saidFailed(ap: SimulatedAp, retryAt: number | null, retryCount: number): void {
    if (ap.failure === null) return;
    const data = { apId: ap.id, fault: ap.failure.fault, retryAt, retryCount };
    this.#simulation.event({ type: "ap.predownload.failed", data });
  }

  #after(delayMs: number, fn: () => void): void {
    const cancel = this.#simulation.ports.simulated.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#stopped) fn();
    });
    this.#timers.add(cancel);
  }

  #ended(): void {
    this.stop();
    const own = this.#simulation.own;
    const target = this.#simulation.upgrade.targetVersion;
    const failed = this.#simulation.members().find((u) => u.state.predownload.fault !== null);
    this.#ports.onEnded(this.kind, {
      complete: this.#plan.count("done"),
      failed: this.#plan.count("failed") + this.#plan.count("lost"),
      unsupported: this.#plan.count("unsupported"),
      ownReady: own !== undefined && target !== null && has(own, target),
      fault: own?.state.predownload.fault ?? failed?.state.predownload.fault ?? null,
    });
  }
}

const has = (ap: SimulatedAp, version: string): boolean =>
  backupVersion(ap.state) === version || runningVersion(ap.state) === version;
