/**
 * One round of image downloads in virtual time. What happens when is decided by the predownload plan itself, as in a run;
 * this file only lets the time pass that each step takes.
 */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import type { NeededImage, PredictedAp } from "@/lib/contracts/prediction-input";
import {
  complete,
  findComplete,
  type ImageProgress,
  NO_PROGRESS,
  queue,
  request,
  verify,
} from "@/lib/contracts/predownload";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { PlanEffect } from "@/lib/controller/plan-types";
import { PredownloadPlan } from "@/lib/controller/predownload-plan";
import type { RoundMember } from "@/lib/controller/round-members";
import type { Scenario } from "./scenario";
import { type Pause, VirtualTime } from "./virtual-time";

const NOT_GIVEN = fault("not-found", "The server does not have the image.");
const FAILED_ONCE = fault("timed-out", "The download failed.");

/** When what happened to an access point, in milliseconds since the start of the round. */
export type Moments = {
  readonly ap: PredictedAp;
  /** Its batch began. */
  initiatedAt: number;
  /** It was told to take the image, which was there. */
  commandedAt: number;
  arrivedAt: number;
  settledAt: number;
  overCapwap: boolean;
  tries: number;
};

/** One read from the server, by an access point or by the controller. */
export type ServerRead = { image: string; from: number; to: number; failed: boolean };

export type RoundOutcome = { endMs: number; moments: Moments[]; reads: ServerRead[] };

class ModelMember implements RoundMember {
  readonly id: string;
  readonly model: string;
  readonly isController: boolean;
  readonly image: string;
  readonly isJoined = true;
  readonly joinObstacle = null;
  progress: ImageProgress;
  readonly moments: Moments;

  constructor(ap: PredictedAp, id: number, image: string, hasImage: boolean) {
    this.id = String(id);
    this.model = ap.name;
    this.isController = ap.isController;
    this.image = image;
    this.progress = hasImage ? findComplete(NO_PROGRESS, NO_VERSION) : queue(NO_PROGRESS);
    this.moments = {
      ap,
      initiatedAt: 0,
      commandedAt: 0,
      arrivedAt: 0,
      settledAt: 0,
      overCapwap: false,
      tries: 0,
    };
  }
}

/**
 * @param kind `ap`: everybody's own image; `network`: the controller image, which the controller has, to the standbys
 * @param failsOnce this access point's first download fails at its end
 */
export function playRound(
  kind: "ap" | "network",
  scenario: Scenario,
  pause: Pause,
  failsOnce: PredictedAp | null = null,
): Promise<RoundOutcome> {
  return new RoundModel(kind, scenario, failsOnce).play(pause);
}

class RoundModel {
  readonly #kind: "ap" | "network";
  readonly #scenario: Scenario;
  readonly #failsOnce: PredictedAp | null;
  readonly #time: VirtualTime;
  readonly #images: ReadonlyMap<string, NeededImage>;
  readonly #members: ReadonlyMap<string, ModelMember>;
  readonly #plan: PredownloadPlan;
  readonly #reads: ServerRead[] = [];
  #endMs = 0;

  constructor(kind: "ap" | "network", scenario: Scenario, failsOnce: PredictedAp | null) {
    const { aps, images, controllerImage, startPolicy, fetcher, parallelMode } = scenario.input;
    this.#kind = kind;
    this.#scenario = scenario;
    this.#failsOnce = failsOnce;
    this.#time = new VirtualTime(scenario.serverBytesPerSecond);
    const isAp = kind === "ap";
    const needed = isAp ? images : controllerImage === null ? [] : [controllerImage];
    this.#images = new Map(needed.map((image) => [image.image, image]));
    const taking = isAp ? aps : aps.filter(({ isStandby }) => isStandby);
    const members = taking
      .map((ap, i) => new ModelMember(ap, i, isAp ? ap.image : CONTROLLER_IMAGE, isAp && ap.hasImage))
      .filter(({ image }) => this.#images.has(image));
    this.#members = new Map(members.map((member) => [member.id, member]));
    this.#plan = new PredownloadPlan(
      members,
      {
        batchSize: startPolicy.batchSize,
        batchIntervalMs: startPolicy.batchIntervalSeconds * 1000,
        retryDelaysMs: startPolicy.retryDelaysSeconds.map((seconds) => seconds * 1000),
        everyApFetches: isAp && startPolicy.everyApFetches,
        controllerFetches: isAp && fetcher === "controller",
        parallel: parallelMode,
        targetVersion: () => NO_VERSION,
      },
      isAp ? [] : [CONTROLLER_IMAGE],
    );
  }

  async play(pause: Pause): Promise<RoundOutcome> {
    if (this.#members.size > 0) {
      this.#execute(this.#plan.begin());
      await this.#time.run(pause);
    }
    const moments = [...this.#members.values()].map((member) => member.moments);
    return { endMs: this.#endMs, moments, reads: this.#reads };
  }

  #execute(effects: readonly PlanEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case "announce-initiated":
          this.#member(effect.id).moments.initiatedAt = this.#time.now;
          break;
        case "fetch":
          this.#fetch(this.#member(effect.id));
          break;
        case "controller-fetch":
          this.#fetchByController(effect.image);
          break;
        case "deliver":
          this.#deliver(this.#member(effect.id));
          break;
        case "arm-retry":
          this.#after(effect.delayMs, () => this.#plan.retryDue(effect.id));
          break;
        case "arm-batch":
          this.#after(effect.delayMs, () => this.#plan.batchDue());
          break;
        case "end":
          this.#endMs = this.#time.now;
          break;
        case "announce-master":
        case "announce-refused":
          break;
      }
    }
  }

  /** @param delayMs of the controller's clock */
  #after(delayMs: number, decide: () => PlanEffect[]): void {
    this.#time.after(this.#scenario.controllerMs(delayMs / 1000), () => this.#execute(decide()));
  }

  #member(id: string): ModelMember {
    return this.#members.get(id) as ModelMember;
  }

  #begin(member: ModelMember, overCapwap: boolean): NeededImage {
    member.progress = request(member.progress, overCapwap ? "CAPWAP" : "N/A", NO_VERSION);
    member.moments.commandedAt = this.#time.now;
    member.moments.overCapwap = overCapwap;
    member.moments.tries++;
    return this.#images.get(member.image) as NeededImage;
  }

  /** Reads from the server; `done` is told whether it got the image. */
  #read(image: NeededImage, aloneMs: number, done: (isThere: boolean) => void): void {
    const read: ServerRead = { image: image.image, from: this.#time.now, to: 0, failed: false };
    this.#reads.push(read);
    const end = (isThere: boolean) => {
      read.to = this.#time.now;
      read.failed = !isThere;
      done(isThere);
    };
    const { failsAfterSeconds } = image;
    if (failsAfterSeconds === null) this.#time.read(image.sizeBytes, aloneMs, () => end(true));
    else this.#time.after(this.#scenario.controllerMs(failsAfterSeconds), () => end(false));
  }

  #fetch(member: ModelMember): void {
    const image = this.#begin(member, false);
    this.#read(image, this.#scenario.ownReadMs(image, member.moments.ap), (isThere) => {
      if (!isThere) return this.#execute(this.#plan.failed(member.id, NOT_GIVEN, false));
      if (this.#hasFailedOnce(member)) return;
      this.#execute(this.#plan.imageAvailable(member.id, member.image));
      this.#arrived(member);
    });
  }

  #fetchByController(name: string): void {
    const image = this.#images.get(name) as NeededImage;
    this.#read(image, this.#scenario.wireMs(image), (isThere) =>
      this.#execute(
        isThere ? this.#plan.controllerFetched(name) : this.#plan.controllerFailed(name, NOT_GIVEN),
      ),
    );
  }

  #deliver(member: ModelMember): void {
    const { sizeBytes } = this.#begin(member, true);
    this.#time.after(this.#scenario.capwapMs(sizeBytes, member.moments.ap), () => {
      if (!this.#hasFailedOnce(member)) this.#arrived(member);
    });
  }

  #hasFailedOnce(member: ModelMember): boolean {
    if (member.moments.ap !== this.#failsOnce || member.moments.tries > 1) return false;
    this.#execute(this.#plan.failed(member.id, FAILED_ONCE, false));
    return true;
  }

  #arrived(member: ModelMember): void {
    const { moments } = member;
    moments.arrivedAt = this.#time.now;
    const settle = (): void => {
      moments.settledAt = this.#time.now;
      member.progress = complete(member.progress, NO_VERSION);
      this.#execute(this.#plan.settled(member.id));
    };
    // The controller verified its own image when it fetched it.
    if (this.#kind === "network") {
      settle();
      return;
    }
    member.progress = verify(member.progress, NO_VERSION);
    this.#time.after(this.#scenario.verifyMs(moments.ap), settle);
  }
}
