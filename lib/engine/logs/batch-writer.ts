/** Collects rows and hands them to the store together, in order, at most twice a second: no write per event. */
import type { Cancel, Clock } from "@/lib/kit/clock";

const WRITE_EVERY_MS = 500;

export class BatchWriter<T> {
  readonly #write: (rows: readonly T[]) => Promise<void>;
  readonly #wall: Clock;
  readonly #onFault: (cause: unknown) => void;
  #pending: T[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: Cancel | undefined;

  /** @param onFault told when the store refused for good; the rows of that batch are then lost. */
  constructor(write: (rows: readonly T[]) => Promise<void>, wall: Clock, onFault: (cause: unknown) => void) {
    this.#write = write;
    this.#wall = wall;
    this.#onFault = onFault;
  }

  add(row: T): void {
    this.#pending.push(row);
    this.#timer ??= this.#wall.after(WRITE_EVERY_MS, () => void this.flush());
  }

  /** Resolves when everything added before the call is stored. */
  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const rows = this.#pending;
    this.#pending = [];
    if (rows.length > 0) this.#writing = this.#writing.then(() => this.#write(rows)).catch(this.#onFault);
    return this.#writing;
  }
}
