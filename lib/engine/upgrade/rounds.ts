/**
 * One round of image downloads over the fleet: executes the decisions of the predownload plan (for the AP images, or for
 * the controller image in Network Upgrade), keeps its timers, and tells the plan what happened to each access point.
 */
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilySchema } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import {
  type ImageKind,
  type ImageProgress,
  type Method,
  NOT_JOINED,
  scheduleRetry,
} from "@/lib/contracts/predownload";
import { isParallel } from "@/lib/contracts/profile";
import type { StartQueueRow } from "@/lib/contracts/upgrade";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { Wait } from "@/lib/contracts/waiting";
import { isFetchedByController, modeRules } from "@/lib/controller/modes/all-rules";
import type { PlanEffect } from "@/lib/controller/plan-types";
import { PredownloadPlan } from "@/lib/controller/predownload-plan";
import type { RoundMember } from "@/lib/controller/round-members";
import type { RoundResult } from "@/lib/controller/upgrade-machine";
import { type ApEvent, type ApReport, hasVersion } from "@/lib/fleet/ap-state";
import { transferOf } from "@/lib/fleet/ap-transfer";
import type { Cancel } from "@/lib/kit/clock";
import { failureOf } from "../simulation/reports";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";
import { ApRoundMember, firstProgress } from "./round-member";
import { isWaiting, waitOf, waitsSignature } from "./round-waits";

export type RoundKind = "ap" | "network";
export type RoundPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  /** The controller is to fetch this image; the round is told the outcome. */
  fetch(image: ImageFamily): void;
  onEnded(kind: RoundKind, result: RoundResult): void;
};

/** Which image of the record each kind of round moves. */
const IMAGE_OF: Record<RoundKind, ImageKind> = { ap: "apImage", network: "controllerImage" };

export class Round {
  readonly kind: RoundKind;
  readonly #simulation: SimulationState;
  readonly #ports: RoundPorts;
  readonly #plan: PredownloadPlan;
  readonly #timers = new Set<Cancel>();
  /** Why the controller's last fetch of an image failed. */
  readonly #fetchFaults = new Map<string, Fault>();
  /** Access points whose records changed in the present decision; their rows are published after it. */
  readonly #changed = new Set<SimulatedAp>();
  #stopped = false;
  /** When the next batch starts, in simulated milliseconds. */
  #nextBatchAt = 0;
  /** Of the waits that are published. */
  #publishedWaits = "";

  constructor(kind: RoundKind, simulation: SimulationState, ports: RoundPorts) {
    this.kind = kind;
    this.#simulation = simulation;
    this.#ports = ports;
    const { startPolicy } = simulation.lab;
    const isAp = kind === "ap";
    this.#plan = new PredownloadPlan(
      this.#members(),
      {
        batchSize: startPolicy.batchSize,
        batchIntervalMs: startPolicy.batchIntervalSeconds * 1000,
        retryDelaysMs: startPolicy.retryDelaysSeconds.map((s) => s * 1000),
        everyApFetches: isAp && startPolicy.everyApFetches,
        controllerFetches: isAp && this.#isFetchedByController,
        parallel: isParallel(simulation.upgradeState.profile),
        targetVersion: () => simulation.upgrade.targetVersion ?? NO_VERSION,
      },
      isAp ? [...simulation.images.held.keys()] : [CONTROLLER_IMAGE],
    );
  }

  begin(): void {
    this.#execute(this.#plan.begin());
  }

  /** Ends the round: none of its timers fires any more. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** What this access point waits for. */
  waitOf(ap: SimulatedAp): Wait {
    return waitOf(ap, this.#progressOf(ap), this.#plan, this.#simulation);
  }

  /** Those that wait for their batch; null when nobody does. */
  get queue(): StartQueueRow | null {
    const { size, next } = this.#plan.queue;
    if (size === 0 || this.#stopped) return null;
    const intervalMs = this.#simulation.lab.startPolicy.batchIntervalSeconds * 1000;
    return { count: size, batch: next.batch, size: next.size, startsAt: this.#nextBatchAt, intervalMs };
  }

  /** Publishes those that wait for something else than before because somebody else's place changed. */
  publishWaits(): void {
    const signature = waitsSignature(this.#plan, this.#simulation);
    if (signature === this.#publishedWaits || this.#stopped) return;
    this.#publishedWaits = signature;
    for (const ap of this.#simulation.members())
      if (isWaiting(this.#progressOf(ap))) this.#simulation.rows.publish(ap);
  }

  get #isFetchedByController(): boolean {
    return isFetchedByController(this.#simulation.upgradeState.profile);
  }

  #masterOf(ap: SimulatedAp): SimulatedAp | undefined {
    return ap.family === null ? undefined : this.#simulation.fleet.get(this.#plan.masterOf(ap.family) ?? "");
  }

  /** An access point fetched a good image from the server. */
  fetched(ap: SimulatedAp, image: string): void {
    if (this.kind === "ap") this.#execute(this.#plan.imageAvailable(ap.id, image));
  }

  controllerFetched(image: ImageFamily): void {
    this.#fetchFaults.delete(image);
    this.#execute(this.#plan.controllerFetched(image));
  }

  controllerFailed(image: ImageFamily, why: Fault): void {
    this.#fetchFaults.set(image, why);
    this.#execute(this.#plan.controllerFailed(image, why));
  }

  /** The target version became known: access points that have it are complete. */
  targetKnown(version: string): void {
    if (this.kind !== "ap") return;
    for (const ap of this.#simulation.members()) {
      if (hasVersion(ap.state, version) && transferOf(ap.state) === null)
        this.#execute(this.#plan.foundComplete(ap.id, version));
    }
  }

  report(ap: SimulatedAp, report: ApReport): void {
    const plan = this.#plan;
    switch (report.what) {
      case "joined":
        this.#execute(plan.joined(ap.id));
        break;
      case "rebooted":
        this.#execute(plan.left(ap.id));
        break;
      case "left":
        this.#execute(plan.left(ap.id));
        if (!report.returns) this.#execute(plan.cannotJoin(ap.id, NOT_JOINED));
        break;
      case "image-download-failed":
      case "swap-ignored":
        this.#execute(plan.cannotJoin(ap.id, report.fault));
        break;
      case "transfer-completed":
        if (report.kind === this.#image) this.#execute(plan.settled(ap.id));
        break;
      case "transfer-failed":
        if (report.kind !== this.#image) break;
        this.#execute(plan.failed(ap.id, report.fault, report.isApFault));
        if (this.#progressOf(ap).state !== "retrying") this.#announceFailed(ap, null);
        break;
      case "predownload-unsupported":
        if (this.kind === "ap") this.#execute(plan.settled(ap.id));
        break;
      case "swapped":
      case "image-downloaded":
      case "predownload-started":
        break;
    }
  }

  /** These access points were removed from the lab. */
  removed(ids: Iterable<string>): void {
    for (const id of ids) this.#execute(this.#plan.removed(id));
  }

  get #fetchMethod(): Method {
    return modeRules[this.#simulation.upgradeState.profile?.mode ?? DEFAULT_MODE].delivery.method;
  }

  get #image(): ImageKind {
    return IMAGE_OF[this.kind];
  }

  #progressOf(ap: SimulatedAp): ImageProgress {
    return ap.state.predownload[this.#image];
  }

  #write(ap: SimulatedAp, progress: ImageProgress): void {
    this.#simulation.fleet.setProgress(ap, this.#image, progress);
    this.#changed.add(ap);
  }

  /** Access points of this round, each with the state from which it starts or goes on after a restart. */
  #members(): RoundMember[] {
    const aps = this.#simulation.members();
    return (this.kind === "ap" ? aps : aps.filter((ap) => ap.isStandby)).map((ap) => {
      this.#write(ap, firstProgress(ap, this.#image, this.#simulation.upgrade.targetVersion));
      return new ApRoundMember(ap, this.#image, (progress) => this.#write(ap, progress));
    });
  }

  #execute(effects: readonly PlanEffect[]): void {
    for (const ap of this.#changed) this.#simulation.rows.publish(ap);
    this.#changed.clear();
    for (const effect of effects) {
      if (this.#stopped) return;
      if (effect.do === "arm-batch") this.#armBatch(effect.delayMs);
      else if (effect.do === "end") this.#end();
      else if (effect.do === "controller-fetch") this.#ports.fetch(imageFamilySchema.parse(effect.image));
      else {
        const ap = this.#simulation.fleet.get(effect.id);
        if (ap) this.#executeFor(ap, effect);
      }
    }
  }

  #armBatch(delayMs: number): void {
    this.#nextBatchAt = this.#simulation.ports.simulated.now() + delayMs;
    this.#after(delayMs, () => this.#execute(this.#plan.batchDue()));
  }

  #executeFor(ap: SimulatedAp, effect: Extract<PlanEffect, { id: string }>): void {
    const isAp = this.kind === "ap";
    switch (effect.do) {
      case "announce-initiated":
        if (isAp) this.#simulation.event({ type: "ap.predownload.initiated", data: { apId: ap.id } });
        break;
      case "announce-master":
        if (isAp && ap.family !== null)
          this.#simulation.event({ type: "image-master.elected", data: { apId: ap.id, family: ap.family } });
        break;
      case "fetch":
      case "deliver":
        this.#ports.dispatch(ap, {
          type: "transfer-commanded",
          kind: this.#image,
          image: effect.image,
          method: effect.do === "fetch" ? this.#fetchMethod : "CAPWAP",
          version: this.#simulation.upgrade.targetVersion ?? NO_VERSION,
        });
        break;
      case "announce-refused":
        if (isAp) this.#announceRefused(ap, effect.fault);
        break;
      case "arm-retry":
        this.#armRetry(ap, effect.delayMs);
        break;
    }
  }

  /** The cause lies elsewhere: with the controller's fetch, or with the image master. */
  #announceRefused(ap: SimulatedAp, why: Fault): void {
    const isFetch = this.#fetchFaults.get(ap.family ?? "") === why;
    const { fleet } = this.#simulation;
    if (isFetch)
      fleet.setFailure(ap, failureOf(this.#simulation, ap, { fault: why, isApFault: false }, false));
    const master = this.#masterOf(ap);
    if (master?.failure && ap.failure === null) {
      const name = master.id === ap.id ? null : master.name;
      fleet.setFailure(ap, { ...master.failure, fault: why, master: name });
    }
    if (isFetch && this.#progressOf(ap).state === "failed") this.#announceFailed(ap, null);
  }

  #armRetry(ap: SimulatedAp, delayMs: number): void {
    const at = this.#simulation.ports.simulated.now() + delayMs;
    this.#after(delayMs, () => this.#execute(this.#plan.retryDue(ap.id)));
    this.#write(ap, scheduleRetry(this.#progressOf(ap), at));
    this.#simulation.rows.publish(ap);
    this.#announceFailed(ap, at);
  }

  /** @param retryAt simulated milliseconds */
  #announceFailed(ap: SimulatedAp, retryAt: number | null): void {
    const { retryCount, fault } = this.#progressOf(ap);
    const data = { apId: ap.id, retryAt, retryCount };
    if (this.kind === "ap") {
      if (ap.failure === null) return;
      this.#simulation.event({ type: "ap.predownload.failed", data: { ...data, fault: ap.failure.fault } });
    } else if (fault !== null)
      this.#simulation.event({ type: "ap.controller-image.failed", data: { ...data, fault } });
  }

  #after(delayMs: number, fn: () => void): void {
    const cancel = this.#simulation.ports.simulated.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#stopped) fn();
    });
    this.#timers.add(cancel);
  }

  #end(): void {
    this.stop();
    const { upgrade } = this.#simulation;
    const { host } = this.#simulation.fleet;
    const target = upgrade.targetVersion;
    const failed = this.#simulation.members().find((ap) => this.#progressOf(ap).fault !== null);
    this.#ports.onEnded(this.kind, {
      ...this.#plan.outcome(),
      ownReady: host !== undefined && target !== null && hasVersion(host.state, target),
      fault: (host && this.#progressOf(host).fault) ?? (failed && this.#progressOf(failed).fault) ?? null,
    });
  }
}
