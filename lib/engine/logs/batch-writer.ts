/** Collects rows and writes them in batches, in order, at most twice a second, instead of one write per row. */
import type { Cancel, Clock } from "@/lib/kit/clock";

const WRITE_INTERVAL_MS = 500;

export class BatchWriter<T> {
  readonly #write: (rows: readonly T[]) => Promise<void>;
  readonly #wall: Clock;
  readonly #onFault: (cause: unknown) => void;
  #pending: T[] = [];
  #inWriting: readonly T[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: Cancel | undefined;

  /** @param onFault called when a write failed; the rows of that batch are lost. */
  constructor(write: (rows: readonly T[]) => Promise<void>, wall: Clock, onFault: (cause: unknown) => void) {
    this.#write = write;
    this.#wall = wall;
    this.#onFault = onFault;
  }

  /** Adds a row to the next batch. */
  add(row: T): void {
    this.#pending.push(row);
    this.#timer ??= this.#wall.after(WRITE_INTERVAL_MS, () => void this.flush());
  }

  /** Resolves when everything added before the call is stored. */
  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const rows = this.#pending;
    this.#pending = [];
    if (rows.length === 0) return this.#writing;
    this.#inWriting = [...this.#inWriting, ...rows];
    this.#writing = this.#writing
      .then(() => this.#write(rows))
      .catch(this.#onFault)
      .then(() => {
        this.#inWriting = this.#inWriting.slice(rows.length);
      });
    return this.#writing;
  }

  /** The rows that are not stored yet, oldest first. */
  unwritten(): readonly T[] {
    return [...this.#inWriting, ...this.#pending];
  }
}
