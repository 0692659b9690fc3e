/** The access points of one round of image downloads, and how far each is: what a predownload plan decides upon. */

/** `absent`: not in Run, expected back. `lost`: left during the round, counts as failed unless it returns in time. */
export type MemberPhase =
  | "queued"
  | "absent"
  | "ready"
  | "busy"
  | "retrying"
  | "lost"
  | "done"
  | "failed"
  | "unsupported";
const SETTLED: ReadonlySet<MemberPhase> = new Set(["lost", "done", "failed", "unsupported"]);

export type NewMember = {
  id: string;
  /** The image that it needs; null when no family is known for its model. */
  image: string | null;
  model: string;
  isController: boolean;
  phase: MemberPhase;
  retryCount: number;
};
/** Its phase is changed by {@link PlanMembers.move} only. */
export type Member = NewMember & { present: boolean };

export const isSettled = ({ phase }: { phase: MemberPhase }): boolean => SETTLED.has(phase);

/** Field by field: copied by a spread, each of thousands would bring a description of its own shape (V8). */
const planned = ({ id, image, model, isController, phase, retryCount }: NewMember): Member => ({
  id,
  image,
  model,
  isController,
  phase,
  retryCount,
  present: phase !== "absent" && phase !== "lost",
});

export class PlanMembers {
  readonly #members = new Map<string, Member>();
  readonly #ready = new Set<string>();
  #unsettled = 0;

  constructor(members: readonly NewMember[]) {
    for (const member of members) {
      this.#members.set(member.id, planned(member));
      if (!isSettled(member)) this.#unsettled++;
    }
  }

  /** Ids of those who may begin, in the order in which they became ready. */
  get ready(): ReadonlySet<string> {
    return this.#ready;
  }
  get allSettled(): boolean {
    return this.#unsettled === 0;
  }

  all(): Iterable<Member> {
    return this.#members.values();
  }
  get(id: string): Member | undefined {
    return this.#members.get(id);
  }
  filter(is: (member: Member) => boolean): Member[] {
    return [...this.#members.values()].filter(is);
  }
  count(phase: MemberPhase): number {
    let n = 0;
    for (const member of this.#members.values()) if (member.phase === phase) n++;
    return n;
  }

  move(member: Member, phase: MemberPhase): void {
    if (isSettled(member) !== SETTLED.has(phase)) this.#unsettled += SETTLED.has(phase) ? -1 : 1;
    member.phase = phase;
    if (phase === "ready") this.#ready.add(member.id);
    else this.#ready.delete(member.id);
  }

  /** It exists no more; it has been settled before. */
  delete(id: string): void {
    this.#members.delete(id);
  }
}
