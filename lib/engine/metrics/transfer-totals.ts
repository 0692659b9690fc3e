/**
 * Sums up transfers since the start of the program, by protocol and direction. It follows the rows that the transfer
 * registry samples, so moving bytes costs nothing here.
 */
import type { TransferRow } from "@/lib/contracts/transfers";

type Ended = Exclude<TransferRow["outcome"], "running">;

/** The sums of one protocol and direction. */
export type TransferSum = Pick<TransferRow, "protocol" | "direction"> & {
  running: number;
  /** Payload bytes. */
  bytes: number;
  ended: Record<Ended, number>;
};

type Running = { sum: TransferSum; bytes: number };

export class TransferTotals {
  readonly #sums = new Map<string, TransferSum>();
  readonly #running = new Map<string, Running>();

  /** A row of a running transfer. */
  update(row: TransferRow): void {
    if (row.outcome === "running") this.#count(row);
  }

  /** The last row of a transfer. */
  end(row: TransferRow): void {
    const { sum } = this.#count(row);
    if (row.outcome !== "running") sum.ended[row.outcome]++;
    this.remove(row.id);
  }

  /** The transfer is not one after all: its client asked only for the size. */
  remove(id: string): void {
    const known = this.#running.get(id);
    if (known === undefined) return;
    known.sum.running--;
    this.#running.delete(id);
  }

  sums(): Readonly<TransferSum>[] {
    return [...this.#sums.values()];
  }

  #count(row: TransferRow): Running {
    let known = this.#running.get(row.id);
    if (known === undefined) {
      known = { sum: this.#sumOf(row), bytes: 0 };
      known.sum.running++;
      this.#running.set(row.id, known);
    }
    // A counter must not fall, not even when a transfer begins again.
    known.sum.bytes += Math.max(0, row.bytes - known.bytes);
    known.bytes = row.bytes;
    return known;
  }

  #sumOf({ protocol, direction }: TransferRow): TransferSum {
    const key = `${protocol} ${direction}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { protocol, direction, running: 0, bytes: 0, ended: { complete: 0, failed: 0, aborted: 0 } };
      this.#sums.set(key, sum);
    }
    return sum;
  }
}
