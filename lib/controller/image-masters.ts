/** Image masters: which access point fetches an image from the server for all of its family, and who follows it. */
import { isSettled, type Member, type PlanMembers } from "./plan-members";

export class ImageMasters {
  readonly #members: PlanMembers;
  readonly #onElected: (member: Member, image: string, before: string | undefined) => void;
  readonly #masters = new Map<string, string>();

  /** @param onElected told of each new master and of the id of the one before, at once. */
  constructor(
    members: PlanMembers,
    onElected: (member: Member, image: string, before: string | undefined) => void,
  ) {
    this.#members = members;
    this.#onElected = onElected;
  }

  of(image: string): string | undefined {
    return this.#masters.get(image);
  }

  /** Makes sure that the image has a master, if there is anyone to be it. */
  ensure(image: string): void {
    const present = this.#members.get(this.#masters.get(image) ?? "");
    if (present && !isSettled(present) && present.phase !== "absent") return;
    const candidates = this.#members.filter((m) => m.image === image && m.present);
    const next =
      candidates.find((m) => m.isController && (m.phase === "ready" || m.phase === "queued")) ??
      firstOf(candidates);
    if (next) this.#elect(next, image);
  }

  /** The master cannot fetch now, and the cause is its own: another of the family takes its place. */
  replace(master: Member, image: string): void {
    const others = this.#members.filter((m) => m.image === image && m.id !== master.id && m.present);
    const next = firstOf(others);
    if (next) this.#elect(next, image);
  }

  #elect(member: Member, image: string): void {
    const before = this.#masters.get(image);
    if (before === member.id) return;
    this.#masters.set(image, member.id);
    this.#onElected(member, image, before);
  }
}

const firstOf = (candidates: readonly Member[]): Member | undefined =>
  candidates.find((m) => m.phase === "ready") ?? candidates.find((m) => m.phase === "queued");
