/**
 * One write after the other, in the order they were asked for. A write that the disk refuses is told once and tried
 * again until it succeeds; nothing is dropped in silence. Knows nothing of what is written.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { StoreFault } from "./store-fault";
import type { StoreFaultListener } from "./store-types";

export type WriteQueueSettings = {
  clock: Clock;
  onFault: StoreFaultListener;
  /** Sorts what a write threw. */
  classify(thrown: unknown): StoreFault;
  /** Before the second, third ... try; the last one goes on. */
  retryDelaysMs?: readonly number[];
  /** Rows that may wait in memory for a disk that refuses; more are rejected. */
  maxWaitingRows?: number;
};

type Job = { rows: number; write(): Promise<void>; resolve(): void; reject(cause: unknown): void };

export class WriteQueue {
  readonly #settings: Required<WriteQueueSettings>;
  readonly #jobs: Job[] = [];
  #waitingRows = 0;
  #fault: Fault | null = null;
  #tries = 0;
  #pumping: Promise<void> | undefined;
  #closing = false;
  #wake: (() => void) | undefined;

  constructor(settings: WriteQueueSettings) {
    this.#settings = { retryDelaysMs: [250, 500, 1000, 2000, 5000], maxWaitingRows: 200_000, ...settings };
  }

  /** Resolves when `write` has succeeded. `rows`: how much it holds in memory meanwhile. */
  add(rows: number, write: () => Promise<void>): Promise<void> {
    if (this.#closing) return Promise.reject(new FaultError(fault("store-unusable", "The store is closed.")));
    if (this.#fault !== null && this.#waitingRows + rows > this.#settings.maxWaitingRows)
      return Promise.reject(new FaultError(this.#fault));
    return new Promise((resolve, reject) => {
      this.#jobs.push({ rows, write, resolve, reject });
      this.#waitingRows += rows;
      this.#pumping ??= this.#pump();
    });
  }

  /** Each waiting write gets one more try. Rejects with a FaultError that counts the rows that could not be written. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.#pumping;
    const lost = this.#waitingRows;
    if (lost === 0) return;
    const cause = this.#fault ?? fault("internal");
    const failure = new FaultError({
      ...cause,
      message: `${lost} rows could not be written. ${cause.message}`,
    });
    for (const job of this.#jobs.splice(0)) job.reject(failure);
    this.#waitingRows = 0;
    throw failure;
  }

  async #pump(): Promise<void> {
    try {
      for (let job = this.#jobs[0]; job; job = this.#jobs[0]) if (!(await this.#try(job))) return;
    } finally {
      // In the same turn in which nothing was left: who waited for the last write may add another in the next.
      this.#pumping = undefined;
    }
  }

  /** @returns Whether to go on: not after a refusal while the store closes. */
  async #try(job: Job): Promise<boolean> {
    try {
      await job.write();
      this.#remove(job);
      this.#tell(null);
      job.resolve();
    } catch (thrown) {
      const { fault: reason, retry } = this.#settings.classify(thrown);
      this.#tell(reason);
      if (retry && this.#closing) return false;
      if (retry) {
        await this.#pause();
      } else {
        this.#remove(job);
        job.reject(new FaultError(reason));
      }
    }
    return true;
  }

  #remove(job: Job): void {
    this.#jobs.shift();
    this.#waitingRows -= job.rows;
    this.#tries = 0;
  }

  #tell(reason: Fault | null): void {
    if (reason?.message === this.#fault?.message) return;
    this.#fault = reason;
    this.#settings.onFault(reason);
  }

  #pause(): Promise<void> {
    const delays = this.#settings.retryDelaysMs;
    const delay = delays[Math.min(this.#tries++, delays.length - 1)] ?? 1000;
    return new Promise((resolve) => {
      let cancel: Cancel = () => undefined;
      this.#wake = () => {
        cancel();
        this.#wake = undefined;
        resolve();
      };
      cancel = this.#settings.clock.after(delay, () => this.#wake?.());
    });
  }
}
