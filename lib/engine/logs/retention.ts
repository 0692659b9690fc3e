/**
 * Keeps stored logs, events and transfers within their limits: prunes at the start, every hour, and after a number of
 * new rows, because a large fleet writes in an hour what a small one writes in a month.
 */
import type { Cancel, Clock } from "@/lib/kit/clock";

const PRUNE_INTERVAL_MS = 3_600_000;

type Append<T> = (rows: readonly T[]) => Promise<void>;
type PrunedTable = { rowsSincePrune: number; prune(): Promise<unknown> };

export class Retention {
  readonly #wall: Clock;
  readonly #onFault: (cause: unknown) => void;
  readonly #tables: PrunedTable[] = [];
  /** Prunings run one at a time, to limit the load on the disk. */
  #lastPruning: Promise<unknown> = Promise.resolve();
  #timer: Cancel | undefined;
  #isStopped = false;

  /** @param onFault called when pruning failed; it is tried again when it is due next. */
  constructor(wall: Clock, onFault: (cause: unknown) => void) {
    this.#wall = wall;
    this.#onFault = onFault;
  }

  /**
   * Registers a table. The returned `append` counts rows and starts `prune` after every `everyRows` rows, without
   * waiting for it.
   */
  countAppends<T>(append: Append<T>, everyRows: number, prune: () => Promise<unknown>): Append<T> {
    const table: PrunedTable = { rowsSincePrune: 0, prune };
    this.#tables.push(table);
    return async (rows) => {
      await append(rows);
      table.rowsSincePrune += rows.length;
      if (table.rowsSincePrune >= everyRows) void this.#prune(table);
    };
  }

  /** Prunes all tables, resolves when that is done, and prunes again every hour. */
  async start(): Promise<void> {
    await Promise.all(this.#tables.map((table) => this.#prune(table)));
    if (!this.#isStopped) this.#timer = this.#wall.after(PRUNE_INTERVAL_MS, () => void this.start());
  }

  /** Resolves when a running pruning has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    await this.#lastPruning;
  }

  #prune(table: PrunedTable): Promise<unknown> {
    table.rowsSincePrune = 0;
    this.#lastPruning = this.#lastPruning
      .then(() => (this.#isStopped ? undefined : table.prune()))
      .catch(this.#onFault);
    return this.#lastPruning;
  }
}
