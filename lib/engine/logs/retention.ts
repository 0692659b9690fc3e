/**
 * Logs, events and transfers are kept up to a limit. What is beyond it goes at the start, once an hour, and whenever
 * much was stored since: a busy fleet writes in an hour what a quiet one does in a month.
 */
import type { Cancel, Clock } from "@/lib/kit/clock";

const EVERY_MS = 3_600_000;

type Append<T> = (rows: readonly T[]) => Promise<void>;
/** `rows`: stored since it was pruned last. */
type Kind = { rows: number; prune(): Promise<unknown> };

export class Retention {
  readonly #wall: Clock;
  readonly #onFault: (cause: unknown) => void;
  readonly #kinds: Kind[] = [];
  /** One pruning at a time; the disk has other things to do. */
  #turn: Promise<unknown> = Promise.resolve();
  #timer: Cancel | undefined;
  #stopped = false;

  /** @param onFault told when pruning failed; it is tried again when it is due again. */
  constructor(wall: Clock, onFault: (cause: unknown) => void) {
    this.#wall = wall;
    this.#onFault = onFault;
  }

  /** The same `append`, which counts: after every `everyRows` rows, `prune` has its turn. Nothing waits for it. */
  watch<T>(append: Append<T>, everyRows: number, prune: () => Promise<unknown>): Append<T> {
    const kind: Kind = { rows: 0, prune };
    this.#kinds.push(kind);
    return async (rows) => {
      await append(rows);
      kind.rows += rows.length;
      if (kind.rows >= everyRows) void this.#prune(kind);
    };
  }

  /** Resolves when the last run's leavings are pruned; from then on once an hour. */
  async start(): Promise<void> {
    await Promise.all(this.#kinds.map((kind) => this.#prune(kind)));
    if (!this.#stopped) this.#timer = this.#wall.after(EVERY_MS, () => void this.start());
  }

  /** Resolves when nothing is being pruned any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    await this.#turn;
  }

  #prune(kind: Kind): Promise<unknown> {
    kind.rows = 0;
    this.#turn = this.#turn.then(() => (this.#stopped ? undefined : kind.prune())).catch(this.#onFault);
    return this.#turn;
  }
}
