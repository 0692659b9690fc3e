/**
 * Keeps somebody who is refused again and again from filling the audit log: the first refusal of a kind is one entry, and
 * those that follow within a minute are counted in one more.
 */
import { sourceOf } from "@/lib/contracts/address-rules";
import type { AuditEntry } from "@/lib/contracts/audit";
import type { Cancel, Clock } from "@/lib/kit/clock";

const WINDOW_MS = 60_000;
/** In a flood from more sources than this, the further ones share one entry. */
const MAX_SOURCES = 500;

/** An entry without its time. */
export type Refusal = Omit<AuditEntry, "wallAt">;
type Window = { last: Refusal; repeated: number; cancel: Cancel };

/** A name that was tried matters with each password that was judged; otherwise nobody who is unknown is told apart. */
const isToldApart = ({ actor, outcome }: Refusal): boolean =>
  actor.name !== "anonymous" || outcome.startsWith("wrong-password");

export class RefusalCounter {
  readonly #wall: Clock;
  readonly #write: (entry: Refusal) => void;
  readonly #windows = new Map<string, Window>();

  /** @param write stores an entry about repeated refusals */
  constructor(wall: Clock, write: (entry: Refusal) => void) {
    this.#wall = wall;
    this.#write = write;
  }

  /** @returns whether the refusal is an entry of its own; otherwise it is counted */
  isFirst(refusal: Refusal): boolean {
    const { actor, action, outcome, detail } = refusal;
    const code = outcome.split(":", 1)[0];
    const told = isToldApart(refusal) ? detail : "";
    let key = JSON.stringify([actor.name, sourceOf(actor.from), action, code, told]);
    if (!this.#windows.has(key) && this.#windows.size >= MAX_SOURCES) key = "further sources";
    const window = this.#windows.get(key);
    if (window !== undefined) {
      window.repeated++;
      window.last = refusal;
      return false;
    }
    const cancel = this.#wall.after(WINDOW_MS, () => this.#close(key));
    this.#windows.set(key, { last: refusal, repeated: 0, cancel });
    return true;
  }

  /** Ends all windows, so that what was counted is stored. */
  stop(): void {
    for (const key of [...this.#windows.keys()]) this.#close(key);
  }

  #close(key: string): void {
    const window = this.#windows.get(key);
    if (window === undefined) return;
    window.cancel();
    this.#windows.delete(key);
    if (window.repeated === 0) return;
    const detail = JSON.stringify({ repeated: window.repeated, withinSeconds: WINDOW_MS / 1000 });
    this.#write({ ...window.last, detail, changes: [] });
  }
}
