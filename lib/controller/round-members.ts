/**
 * The access points of one round of image downloads: how the plan reads and writes their records, with indexes that
 * spare it a look at the whole fleet for each decision.
 */
import type { Fault } from "@/lib/contracts/fault";
import { type ImageProgress, isSettled, transferStepOf } from "@/lib/contracts/predownload";

/** What a plan knows of one access point and where it writes what it decides. The engine provides it. */
export type RoundMember = {
  readonly id: string;
  readonly model: string;
  readonly isController: boolean;
  /** The image that it needs; null when no family is known for its model. */
  readonly image: string | null;
  /** In Run at this moment. */
  readonly isJoined: boolean;
  /** Why the round need not wait for it to join; null while it is joined or on its way. */
  readonly joinObstacle: Fault | null;
  /** The progress of that image in the access point's record. */
  progress: ImageProgress;
};

export class RoundMembers {
  readonly #members = new Map<string, RoundMember>();
  /** Initiated, and not yet told to take the image; in the order in which they were initiated. */
  readonly #ready = new Set<string>();
  readonly #unsettled = new Set<string>();

  constructor(members: readonly RoundMember[]) {
    for (const member of members) {
      this.#members.set(member.id, member);
      if (!isSettled(member.progress)) this.#unsettled.add(member.id);
    }
  }

  get ready(): ReadonlySet<string> {
    return this.#ready;
  }
  get allSettled(): boolean {
    return this.#unsettled.size === 0;
  }

  all(): Iterable<RoundMember> {
    return this.#members.values();
  }
  get(id: string): RoundMember | undefined {
    return this.#members.get(id);
  }
  filter(is: (member: RoundMember) => boolean): RoundMember[] {
    return [...this.#members.values()].filter(is);
  }
  some(is: (member: RoundMember) => boolean): boolean {
    for (const member of this.#members.values()) if (is(member)) return true;
    return false;
  }
  count(is: (progress: ImageProgress) => boolean): number {
    let n = 0;
    for (const { progress } of this.#members.values()) if (is(progress)) n++;
    return n;
  }

  isReady(member: RoundMember): boolean {
    return this.#ready.has(member.id);
  }
  /** Told to take the image, with no outcome yet. */
  isBusy(member: RoundMember): boolean {
    const { progress } = member;
    return transferStepOf(progress) !== null || (progress.state === "initiated" && !this.isReady(member));
  }
  /** The plan has not seen its outcome yet. */
  isUnsettled(member: RoundMember): boolean {
    return this.#unsettled.has(member.id);
  }

  /** Moves the member to another state. */
  write(member: RoundMember, progress: ImageProgress): void {
    member.progress = progress;
    if (progress.state === "initiated") this.#ready.add(member.id);
    this.refresh(member);
  }

  /** The access point moved its progress itself; the indexes follow. */
  refresh({ id, progress }: RoundMember): void {
    if (progress.state !== "initiated") this.#ready.delete(id);
    if (isSettled(progress)) this.#unsettled.delete(id);
    else this.#unsettled.add(id);
  }

  /** It is told to take the image, and moves its progress itself from now on. */
  command({ id }: RoundMember): void {
    this.#ready.delete(id);
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#ready.delete(id);
    this.#unsettled.delete(id);
  }
}
