/**
 * Runs writes one after the other, in order. A write that fails is reported once and tried again until it succeeds;
 * nothing is dropped without an error.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { StoreFault } from "./store-fault";
import type { StoreFaultListener } from "./store-types";

export type WriteQueueSettings = {
  clock: Clock;
  onFault: StoreFaultListener;
  /** The fault for an error of a write, and whether to try again. */
  classify(thrown: unknown): StoreFault;
  /** Delays before the second, third ... try; the last one repeats. */
  retryDelaysMs?: readonly number[];
  /** Rows that may wait in memory while writes fail; more are rejected. */
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

  /** Resolves when `write` has succeeded. @param rows number of rows that it keeps in memory until then */
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

  /** Tries each waiting write once more. Rejects with a FaultError that counts the rows that could not be written. */
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
      // In the same turn in which the queue is empty, because a caller that waited may add a write in the next turn.
      this.#pumping = undefined;
    }
  }

  /** @returns whether to continue: not after a failure while the store closes */
  async #try(job: Job): Promise<boolean> {
    try {
      await job.write();
      this.#remove(job);
      this.#report(null);
      job.resolve();
    } catch (thrown) {
      const { fault: reason, retry } = this.#settings.classify(thrown);
      this.#report(reason);
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

  #report(reason: Fault | null): void {
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
