/**
 * Who fetches what, when, in one round of image downloads: image masters, Parallel Mode, start policy, retries. Decides
 * and remembers; does nothing itself and knows no clock: told what happened, it answers what to do. Used for the AP
 * images (TFTP: one master per family fetches, the others get it over CAPWAP; SFTP: the controller fetches each family's
 * image and gives it to all) and for the controller image (already there).
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import { ImageMasters } from "./image-masters";
import { isSettled, type Member, type MemberPhase, type NewMember, PlanMembers } from "./plan-members";

export type PlanPolicy = {
  batchSize: number;
  batchIntervalMs: number;
  retryDelaysMs: readonly number[];
  /** Every AP is a client of the server; nobody is given an image by the controller. */
  everyApFetches: boolean;
  /** Only the controller fetches (SFTP mode): there are no masters, and no AP ever asks the server. */
  controllerFetches: boolean;
  /** Fetches run all at once instead of one after the other. */
  parallel: boolean;
};

export type PlanEffect =
  | { do: "initiate"; id: string; retryCount: number }
  | { do: "elected"; id: string; image: string }
  | { do: "dismissed"; id: string }
  | { do: "fetch"; id: string; image: string }
  /** The controller fetches it, for everybody who waits. */
  | { do: "controller-fetch"; image: string }
  | { do: "deliver"; id: string; image: string }
  | { do: "refuse"; id: string; fault: Fault; unsupported: boolean }
  | { do: "retry-later"; id: string; delayMs: number; retryCount: number }
  | { do: "arm-batch"; delayMs: number }
  | { do: "ended" };

export class PredownloadPlan {
  readonly #members: PlanMembers;
  readonly #policy: PlanPolicy;
  readonly #available: Set<string>;
  readonly #masters: ImageMasters;
  /** Ids of the APs that fetch; where the controller fetches, images. */
  readonly #fetching = new Set<string>();
  #queue: string[] = [];
  #room = 0;
  #batchArmed = false;
  #ended = false;
  #out: PlanEffect[] = [];

  /** @param available images that the controller can give from the start. */
  constructor(members: readonly NewMember[], policy: PlanPolicy, available: readonly string[] = []) {
    this.#policy = policy;
    this.#available = new Set(available);
    this.#members = new PlanMembers(members);
    this.#masters = new ImageMasters(this.#members, (member, image, before) =>
      this.#elected(member, image, before),
    );
  }

  get ended(): boolean {
    return this.#ended;
  }
  phase(id: string): MemberPhase | undefined {
    return this.#members.get(id)?.phase;
  }
  isMaster(id: string): boolean {
    const image = this.#members.get(id)?.image;
    return image != null && this.#masters.of(image) === id;
  }
  masterOf(image: string): string | undefined {
    return this.#masters.of(image);
  }
  count(phase: MemberPhase): number {
    return this.#members.count(phase);
  }

  /** The round begins: the controller's own AP first, then one master per image, then the others. */
  begin(): PlanEffect[] {
    return this.#decide(() => {
      for (const member of this.#members.all()) {
        if (member.image === null && !isSettled(member))
          this.#refuse(member, unknownModel(member.model), true);
      }
      const waiting = this.#members.filter((m) => m.phase === "queued");
      const own = waiting.filter((m) => m.isController);
      for (const member of [...own, ...waiting]) this.#electFor(member.image);
      const first = new Set(new Map(waiting.toReversed().map((m) => [m.image, m.id])).values());
      const leads = (m: Member) => (this.#policy.controllerFetches ? first.has(m.id) : this.isMaster(m.id));
      const rank = (m: Member) => (m.isController ? 0 : leads(m) ? 1 : 2);
      this.#queue = waiting.toSorted((a, b) => rank(a) - rank(b)).map((m) => m.id);
      this.#nextBatch();
    });
  }

  batchDue(): PlanEffect[] {
    return this.#decide(() => {
      this.#batchArmed = false;
      this.#room = 0;
      if (this.#queue.length > 0) this.#nextBatch();
    });
  }

  retryDue(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (member?.phase !== "retrying") return;
      if (member.present) this.#initiate(member);
      else this.#members.move(member, "absent");
    });
  }

  /** The image came from the server and is good: the next master may fetch, the others of the family get it. */
  imageAvailable(id: string, image: string): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(id);
      if (!this.#policy.everyApFetches) this.#available.add(image);
    });
  }

  /** The controller has the image, and it is good. */
  controllerFetched(image: string): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(image);
      this.#available.add(image);
    });
  }

  /** The controller could not get the image: everybody who waits for it tries again together, or fails together. */
  controllerFailed(image: string, why: Fault): PlanEffect[] {
    return this.#decide(() => {
      this.#fetching.delete(image);
      const waiting = this.#members.filter((m) => m.image === image && m.phase === "ready");
      if (waiting.some((m) => this.#policy.retryDelaysMs[m.retryCount] === undefined)) {
        this.#failFamily(image, why);
        return;
      }
      for (const member of waiting) {
        this.#out.push({ do: "refuse", id: member.id, fault: why, unsupported: false });
        this.#retryLater(member);
      }
    });
  }

  completed(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      this.#fetching.delete(id);
      this.#members.move(member, "done");
    });
  }

  unsupported(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      this.#fetching.delete(id);
      this.#members.move(member, "unsupported");
      this.#reelect(member);
    });
  }

  /** @param own the fault is the AP's own: another may fetch in its place. Else it is the server's, and the family's. */
  failed(id: string, why: Fault, own: boolean): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (member?.phase !== "busy") return;
      const wasFetching = this.#fetching.delete(id);
      if (why.code === "ap-lost") {
        this.#members.move(member, "lost");
        this.#reelect(member);
        return;
      }
      const retries = this.#retryLater(member);
      if (own) this.#reelect(member);
      else if (!retries && wasFetching && this.isMaster(id)) this.#failFamily(member.image, why);
    });
  }

  /** The AP is no longer in Run. */
  left(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      member.present = false;
      if (member.phase === "queued" || member.phase === "ready") this.#members.move(member, "absent");
      this.#queue = this.#queue.filter((q) => q !== id);
      this.#reelect(member);
    });
  }

  /** The AP is in Run again, or for the first time. */
  returned(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member || member.present) return;
      member.present = true;
      if (member.phase !== "absent" && member.phase !== "lost") return;
      if (member.phase === "lost") {
        if (member.retryCount >= this.#policy.retryDelaysMs.length)
          return this.#members.move(member, "failed");
        member.retryCount++;
      }
      this.#members.move(member, "queued");
      this.#queue.push(id);
      this.#electFor(member.image);
      if (this.#room > 0 || !this.#batchArmed) this.#nextBatch();
    });
  }

  /** An absent AP cannot come back by itself: its join-time download fails, or it is away for good. */
  gone(id: string, why: Fault): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (member?.phase !== "absent") return;
      this.#members.move(member, "lost");
      this.#out.push({ do: "refuse", id, fault: why, unsupported: false });
    });
  }

  /** The AP exists no more: nothing waits for it, and it counts as nothing. */
  removed(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member) return;
      member.present = false;
      this.#fetching.delete(id);
      this.#queue = this.#queue.filter((q) => q !== id);
      this.#members.move(member, "lost");
      this.#reelect(member);
      this.#members.delete(id);
    });
  }

  /** The AP turned out to have the image already. */
  already(id: string): PlanEffect[] {
    return this.#decide(() => {
      const member = this.#members.get(id);
      if (!member || isSettled(member) || member.phase === "busy") return;
      this.#queue = this.#queue.filter((q) => q !== id);
      this.#members.move(member, "done");
      this.#reelect(member);
    });
  }

  #decide(change: () => void): PlanEffect[] {
    if (this.#ended) return [];
    change();
    this.#pump();
    if (this.#members.allSettled) {
      this.#ended = true;
      this.#out.push({ do: "ended" });
    }
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Starts whoever is ready and has a way to its image. */
  #pump(): void {
    const { everyApFetches, controllerFetches, parallel } = this.#policy;
    if (controllerFetches) this.#fetchForAll();
    for (const id of [...this.#members.ready]) {
      const member = this.#members.get(id);
      if (member?.image == null) continue;
      if ((controllerFetches || !everyApFetches) && this.#available.has(member.image)) {
        this.#members.move(member, "busy");
        this.#out.push({ do: "deliver", id, image: member.image });
        continue;
      }
      if (controllerFetches) continue;
      if (!everyApFetches) {
        this.#electFor(member.image);
        if (this.#masters.of(member.image) !== id) continue;
        if (!parallel && this.#fetching.size > 0) continue;
      }
      this.#fetching.add(id);
      this.#members.move(member, "busy");
      this.#out.push({ do: "fetch", id, image: member.image });
    }
  }

  /** Has the controller fetch what somebody waits for. */
  #fetchForAll(): void {
    if (this.#members.ready.size === 0 || (!this.#policy.parallel && this.#fetching.size > 0)) return;
    const wanted = new Set<string>();
    const later = new Set<string | null>();
    for (const { image, phase } of this.#members.all()) {
      if (phase === "ready" && image !== null) wanted.add(image);
      // Who became ready later waits for the next try of those who failed.
      if (phase === "retrying") later.add(image);
    }
    for (const image of wanted) {
      if (this.#available.has(image) || this.#fetching.has(image) || later.has(image)) continue;
      this.#fetching.add(image);
      this.#out.push({ do: "controller-fetch", image });
      if (!this.#policy.parallel) return;
    }
  }

  #nextBatch(): void {
    if (!this.#batchArmed) {
      this.#room = this.#policy.batchSize;
      this.#batchArmed = true;
      this.#out.push({ do: "arm-batch", delayMs: this.#policy.batchIntervalMs });
    }
    while (this.#room > 0) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      const member = this.#members.get(id);
      if (member?.phase !== "queued") continue;
      this.#room--;
      this.#initiate(member);
    }
  }

  #initiate(member: Member): void {
    this.#members.move(member, "ready");
    this.#out.push({ do: "initiate", id: member.id, retryCount: member.retryCount });
  }

  /** Makes sure that an image nobody has yet has a master, if there is anyone to be it. */
  #electFor(image: string | null): void {
    const { everyApFetches, controllerFetches } = this.#policy;
    if (image === null || everyApFetches || controllerFetches || this.#available.has(image)) return;
    this.#masters.ensure(image);
  }

  #elected(member: Member, image: string, before: string | undefined): void {
    if (before !== undefined) this.#out.push({ do: "dismissed", id: before });
    this.#out.push({ do: "elected", id: member.id, image });
    // A master does not wait for its batch once the round runs: its family waits for it.
    if (this.#batchArmed && member.phase === "queued") {
      this.#queue = this.#queue.filter((q) => q !== member.id);
      this.#initiate(member);
    }
  }

  /** The master cannot fetch now, and the cause is its own: another of the family takes its place. */
  #reelect(master: Member): void {
    const { image } = master;
    if (image === null || this.#masters.of(image) !== master.id || this.#available.has(image)) return;
    this.#masters.replace(master, image);
  }

  #retryLater(member: Member): boolean {
    const delayMs = this.#policy.retryDelaysMs[member.retryCount];
    if (delayMs === undefined) {
      this.#members.move(member, "failed");
      return false;
    }
    member.retryCount++;
    this.#members.move(member, "retrying");
    this.#out.push({ do: "retry-later", id: member.id, delayMs, retryCount: member.retryCount });
    return true;
  }

  /** The server cannot give this image: one cause for the whole family. */
  #failFamily(image: string | null, why: Fault): void {
    for (const member of this.#members.all()) {
      if (member.image === image && !isSettled(member)) this.#refuse(member, why, false);
    }
  }

  #refuse(member: Member, why: Fault, unsupported: boolean): void {
    this.#members.move(member, unsupported ? "unsupported" : "failed");
    this.#out.push({ do: "refuse", id: member.id, fault: why, unsupported });
  }
}

const unknownModel = (model: string): Fault =>
  fault(
    "not-found",
    `No image family is known for the model ${model}.`,
    "Check the model's name; this program does not know which image it needs.",
  );
