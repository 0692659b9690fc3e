/**
 * Which access point gets its image from where and when, in one round of image downloads: image masters, Parallel Mode,
 * start policy, retries. Decides and writes its decisions into the records; executes nothing and knows no clock. Used for
 * the AP images and for the controller image, which the controller has already.
 */
import type { Fault } from "@/lib/contracts/fault";
import {
  awaitJoin,
  disjoin,
  fail,
  findComplete,
  hasFailed,
  initiate,
  isSettled,
  NOT_JOINED,
  queue,
  refuse,
  requeue,
  retryLater,
} from "@/lib/contracts/predownload";
import { ImageMasters } from "./image-masters";
import type { PlanEffect, PlanPolicy } from "./plan-types";
import { unknownModel } from "./reasons";
import { type RoundMember, RoundMembers } from "./round-members";
import { StartQueue } from "./start-queue";

export class PredownloadPlan {
  readonly #members: RoundMembers;
  readonly #policy: PlanPolicy;
  /** Images that the controller can send. */
  readonly #available: Set<string>;
  readonly #masters: ImageMasters;
  /** Ids of the access points that fetch; images where the controller fetches. */
  readonly #fetching = new Set<string>();
  readonly #queue: StartQueue;
  #ended = false;
  #effects: PlanEffect[] = [];

  /** @param available images that the controller can send from the start */
  constructor(members: readonly RoundMember[], policy: PlanPolicy, available: readonly string[] = []) {
    this.#policy = policy;
    this.#available = new Set(available);
    this.#queue = new StartQueue(policy.batchSize);
    this.#members = new RoundMembers(members);
    this.#masters = new ImageMasters(this.#members, (master) => this.#masterElected(master));
  }

  get queue(): Pick<StartQueue, "size" | "next" | "revision" | "batchOf"> {
    return this.#queue;
  }
  get fetching(): ReadonlySet<string> {
    return this.#fetching;
  }
  isMaster(id: string): boolean {
    const image = this.#members.get(id)?.image;
    return image != null && this.#masters.of(image) === id;
  }
  masterOf(image: string): string | undefined {
    return this.#masters.of(image);
  }
  outcome(): { complete: number; failed: number; unsupported: number } {
    return {
      complete: this.#members.count((p) => p.state === "complete"),
      failed: this.#members.count(hasFailed),
      unsupported: this.#members.count((p) => p.state === "unsupported"),
    };
  }

  /** Starts the round: the controller's own access point first, then one master per image, then the others. */
  begin(): PlanEffect[] {
    return this.#decide(() => {
      for (const member of this.#members.all()) {
        if (member.image !== null || isSettled(member.progress)) continue;
        const why = unknownModel(member.model);
        this.#members.write(member, refuse(member.progress, why));
        this.#effects.push({ do: "announce-refused", id: member.id, fault: why });
      }
      const waiting = this.#members.filter((m) => m.progress.state === "queued");
      const host = waiting.filter((m) => m.isController);
      for (const member of [...host, ...waiting]) this.#electFor(member.image);
      const firstOfImage = new Set(new Map(waiting.toReversed().map((m) => [m.image, m.id])).values());
      const isFirst = (m: RoundMember) =>
        this.#policy.controllerFetches ? firstOfImage.has(m.id) : this.isMaster(m.id);
      const rank = (m: RoundMember) => (m.isController ? 0 : isFirst(m) ? 1 : 2);
      this.#queue.fill(waiting.toSorted((a, b) => rank(a) - rank(b)).map((m) => m.id));
      this.#startBatch();
    });
  }

  batchDue(): PlanEffect[] {
    return this.#decide(() => {
      this.#queue.closeBatch();
      if (!this.#queue.isEmpty) this.#startBatch();
    });
  }

  retryDue(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (member?.progress.state !== "retrying") return;
      if (member.isJoined) this.#initiate(member);
      else if (member.joinObstacle !== null) this.#doNotWait(member, member.joinObstacle);
      else this.#members.write(member, awaitJoin(member.progress));
    });
  }

  /** An access point fetched a good image: the next master may fetch, and the controller can send it to the family. */
  imageAvailable(id: string, image: string): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(id);
      if (!this.#policy.everyApFetches) this.#available.add(image);
    });
  }

  /** The controller has fetched a good image. */
  controllerFetched(image: string): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(image);
      this.#available.add(image);
    });
  }

  /** The controller could not fetch the image: everybody who waits for it retries together, or fails together. */
  controllerFailed(image: string, why: Fault): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(image);
      const waiting = this.#members.filter((m) => m.image === image && this.#members.isReady(m));
      if (waiting.some((m) => this.#policy.retryDelaysMs[m.progress.retryCount] === undefined))
        return this.#failFamily(image, why);
      for (const member of waiting) {
        this.#effects.push({ do: "announce-refused", id: member.id, fault: why });
        this.#retryOrFail(member, why);
      }
    });
  }

  /** The access point has its image, or cannot store it. */
  settled(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      this.#fetching.delete(id);
      this.#members.refresh(member);
      this.#replaceMaster(member);
    });
  }

  /**
   * A transfer failed: the access point retries, or has failed when it has used all retries.
   * @param isApFault the access point is the cause, so another may fetch in its place; else the whole family is affected
   */
  failed(id: string, why: Fault, isApFault: boolean): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member || !this.#members.isUnsettled(member)) return;
      const wasFetching = this.#fetching.delete(id);
      if (why.code === "ap-lost") {
        this.#members.write(member, disjoin(member.progress, why));
        this.#replaceMaster(member);
        return;
      }
      const retries = this.#retryOrFail(member, why);
      if (isApFault) this.#replaceMaster(member);
      else if (!retries && wasFetching && this.isMaster(id)) this.#failFamily(member.image, why);
    });
  }

  /** The access point is no longer in Run. Its transfer, if it had one, was reported as failed before. */
  left(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      if (member.progress.state === "queued" || this.#members.isReady(member))
        this.#members.write(member, awaitJoin(member.progress));
      this.#queue.remove(id);
      this.#replaceMaster(member);
    });
  }

  /** The access point is in Run, for the first time or again. */
  joined(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      const { state, retryCount, fault: why } = member.progress;
      if (state !== "awaiting-join" && state !== "disjoined") return;
      if (state === "disjoined" && retryCount >= this.#policy.retryDelaysMs.length) {
        this.#members.write(member, fail(member.progress, why ?? NOT_JOINED));
        return;
      }
      this.#members.write(member, state === "disjoined" ? requeue(member.progress) : queue(member.progress));
      this.#queue.add(id);
      this.#electFor(member.image);
      if (this.#queue.hasRoom || !this.#queue.isBatchOpen) this.#startBatch();
    });
  }

  /** An access point that the round waits for cannot join by itself: its join-time download fails, or it stays away. */
  cannotJoin(id: string, why: Fault): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (member?.progress.state === "awaiting-join") this.#doNotWait(member, why);
    });
  }

  /** The access point was removed from the lab: nothing waits for it, and it is no longer counted. */
  removed(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      this.#fetching.delete(id);
      this.#queue.remove(id);
      this.#replaceMaster(member);
      this.#members.remove(id);
    });
  }

  /** The access point turned out to have the image already. */
  foundComplete(id: string, version: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member || this.#members.isBusy(member)) return;
      this.#queue.remove(id);
      this.#members.write(member, findComplete(member.progress, version));
      this.#replaceMaster(member);
    });
  }

  #decide(change: () => void): PlanEffect[] {
    if (this.#ended) return [];
    change();
    this.#startTransfers();
    if (this.#members.allSettled) {
      this.#ended = true;
      this.#effects.push({ do: "end" });
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Starts every ready member whose image can be obtained now. */
  #startTransfers(): void {
    const { everyApFetches, controllerFetches, parallel } = this.#policy;
    if (controllerFetches) this.#fetchByController();
    for (const id of [...this.#members.ready]) {
      const member = this.#members.get(id);
      if (member?.image == null) continue;
      const { image } = member;
      if ((controllerFetches || !everyApFetches) && this.#available.has(image)) {
        this.#members.command(member);
        this.#effects.push({ do: "deliver", id, image });
        continue;
      }
      if (controllerFetches) continue;
      if (!everyApFetches) {
        this.#electFor(image);
        if (this.#masters.of(image) !== id) continue;
        if (!parallel && this.#fetching.size > 0) continue;
      }
      this.#fetching.add(id);
      this.#members.command(member);
      this.#effects.push({ do: "fetch", id, image });
    }
  }

  /** Lets the controller fetch what somebody waits for. */
  #fetchByController(): void {
    if (this.#members.ready.size === 0 || (!this.#policy.parallel && this.#fetching.size > 0)) return;
    const wanted = new Set<string>();
    for (const id of this.#members.ready) {
      const image = this.#members.get(id)?.image ?? null;
      if (image !== null && !this.#available.has(image) && !this.#fetching.has(image)) wanted.add(image);
    }
    for (const image of wanted) {
      // Those who became ready meanwhile wait for the next retry of those who failed.
      if (this.#members.some((m) => m.image === image && m.progress.state === "retrying")) continue;
      this.#fetching.add(image);
      this.#effects.push({ do: "controller-fetch", image });
      if (!this.#policy.parallel) return;
    }
  }

  #startBatch(): void {
    const opened = this.#queue.startBatch((id) => {
      const member = this.#members.get(id);
      if (member?.progress.state !== "queued") return false;
      this.#initiate(member);
      return true;
    });
    if (opened) this.#effects.push({ do: "arm-batch", delayMs: this.#policy.batchIntervalMs });
  }

  #doNotWait(member: RoundMember, why: Fault): void {
    this.#members.write(member, disjoin(member.progress, why));
    this.#effects.push({ do: "announce-refused", id: member.id, fault: why });
  }

  #initiate(member: RoundMember): void {
    this.#members.write(member, initiate(member.progress, this.#policy.targetVersion()));
    this.#effects.push({ do: "announce-initiated", id: member.id });
  }

  /** Makes sure that an image nobody has yet has a master, if there is a candidate. */
  #electFor(image: string | null): void {
    const { everyApFetches, controllerFetches } = this.#policy;
    if (image === null || everyApFetches || controllerFetches || this.#available.has(image)) return;
    this.#masters.ensure(image);
  }

  #masterElected(master: RoundMember): void {
    this.#effects.push({ do: "announce-master", id: master.id, image: master.image ?? "" });
    // Once the round runs a master does not wait for its batch: its family waits for it.
    if (this.#queue.isBatchOpen && master.progress.state === "queued") {
      this.#queue.remove(master.id);
      this.#initiate(master);
    }
  }

  /** If the access point is a master that cannot fetch now, another of the family takes its place. */
  #replaceMaster(master: RoundMember): void {
    const { id, image } = master;
    if (image === null || this.#masters.of(image) !== id || this.#available.has(image)) return;
    this.#masters.replace(master, image);
  }

  /** @returns whether another try is planned */
  #retryOrFail(member: RoundMember, why: Fault): boolean {
    const delayMs = this.#policy.retryDelaysMs[member.progress.retryCount];
    if (delayMs === undefined) {
      this.#members.write(member, fail(member.progress, why));
      return false;
    }
    this.#members.write(member, retryLater(member.progress, why));
    this.#effects.push({ do: "arm-retry", id: member.id, delayMs });
    return true;
  }

  /** The server cannot give this image: one cause for the whole family. */
  #failFamily(image: string | null, why: Fault): void {
    const waiting = this.#members.filter(
      (m) => m.image === image && !isSettled(m.progress) && !this.#members.isBusy(m),
    );
    for (const member of waiting) {
      this.#members.write(member, fail(member.progress, why));
      this.#effects.push({ do: "announce-refused", id: member.id, fault: why });
    }
    this.#queue.removeAll(new Set(waiting.map((m) => m.id)));
  }
}
