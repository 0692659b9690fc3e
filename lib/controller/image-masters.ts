/** Image masters: which access point fetches an image from the server for all of its family, and who takes its place. */
import { dismiss, elect, isSettled } from "@/lib/contracts/predownload";
import type { RoundMember, RoundMembers } from "./round-members";

export class ImageMasters {
  readonly #members: RoundMembers;
  readonly #onElected: (master: RoundMember) => void;
  /** By image: an index of the records' `isMaster`, which is written here only. */
  readonly #masters = new Map<string, string>();

  /** @param onElected called at once with each new master */
  constructor(members: RoundMembers, onElected: (master: RoundMember) => void) {
    this.#members = members;
    this.#onElected = onElected;
    for (const { id, image, progress } of members.all())
      if (progress.isMaster && image !== null) this.#masters.set(image, id);
  }

  of(image: string): string | undefined {
    return this.#masters.get(image);
  }

  /** Elects a master unless the image has one that can still fetch. */
  ensure(image: string): void {
    const present = this.#members.get(this.#masters.get(image) ?? "");
    if (present && !isSettled(present.progress) && present.progress.state !== "awaiting-join") return;
    const candidates = this.#members.filter((m) => m.image === image && m.isJoined);
    const next =
      candidates.find((m) => m.isController && (this.#members.isReady(m) || isQueued(m))) ??
      this.#firstOf(candidates);
    if (next) this.#elect(next, image);
  }

  /** The master cannot fetch now and is itself the cause: another of the family takes its place. */
  replace(master: RoundMember, image: string): void {
    const next = this.#firstOf(
      this.#members.filter((m) => m.image === image && m.id !== master.id && m.isJoined),
    );
    if (next) this.#elect(next, image);
  }

  #firstOf(candidates: readonly RoundMember[]): RoundMember | undefined {
    return candidates.find((m) => this.#members.isReady(m)) ?? candidates.find(isQueued);
  }

  #elect(master: RoundMember, image: string): void {
    const previousId = this.#masters.get(image);
    if (previousId === master.id) return;
    const previous = previousId === undefined ? undefined : this.#members.get(previousId);
    if (previous) previous.progress = dismiss(previous.progress);
    this.#masters.set(image, master.id);
    master.progress = elect(master.progress);
    this.#onElected(master);
  }
}

const isQueued = ({ progress }: RoundMember): boolean => progress.state === "queued";
