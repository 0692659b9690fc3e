/**
 * Runs writes one after the other, in order. A write that fails is reported once and tried again until it succeeds, or
 * until its patience ends; nothing is dropped without an error.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { nothingChanged, type StoreFault } from "./store-fault";
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

/**
 * What becomes of a write while writes fail. `keep`: it is what happened, so it waits until it can be written. `order`:
 * somebody waits for it, so it is given up after a few seconds, and is not written later.
 */
export type Patience = "keep" | "order";

/** How long an order waits while writes fail. */
export const ORDER_PATIENCE_MS = 3000;
const HURRY_MS = 2000;

type Job = {
  rows: number;
  write(): Promise<void>;
  resolve(): void;
  reject(cause: unknown): void;
  /** An order that has waited long enough. */
  isLate: boolean;
};

export class WriteQueue {
  readonly #settings: Required<WriteQueueSettings>;
  readonly #jobs: Job[] = [];
  #waitingRows = 0;
  #fault: Fault | null = null;
  #tries = 0;
  #pumping: Promise<void> | undefined;
  #closing = false;
  /** Whether a write that fails is tried again. */
  #isPatient = true;
  #lost = 0;
  #running: Job | undefined;
  #wake: (() => void) | undefined;

  constructor(settings: WriteQueueSettings) {
    this.#settings = { retryDelaysMs: [250, 500, 1000, 2000, 5000], maxWaitingRows: 200_000, ...settings };
  }

  /**
   * Resolves when `write` has succeeded.
   * @param rows number of rows that it keeps in memory until then
   */
  add(rows: number, write: () => Promise<void>, patience: Patience = "keep"): Promise<void> {
    if (this.#closing) return Promise.reject(new FaultError(fault("store-unusable", "The store is closed.")));
    if (this.#fault !== null && this.#waitingRows + rows > this.#settings.maxWaitingRows)
      return Promise.reject(new FaultError(this.#fault));
    return new Promise((resolve, reject) => {
      const job: Job = { rows, write, resolve, reject, isLate: false };
      this.#jobs.push(job);
      this.#waitingRows += rows;
      if (patience === "order") this.#limit(job);
      this.#pumping ??= this.#pump();
    });
  }

  /** The program stops: a write that still fails in two seconds is given up, with those that wait behind it. */
  hurry(): void {
    this.#settings.clock.after(HURRY_MS, () => this.#endPatience());
  }

  #endPatience(): void {
    this.#isPatient = false;
    this.#wake?.();
  }

  /** Tries each waiting write once more. Rejects with a FaultError that counts the rows that could not be written. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#endPatience();
    await this.#pumping;
    if (this.#lost === 0) return;
    throw new FaultError(this.#lostBecauseOf(this.#fault ?? fault("internal")));
  }

  #lostBecauseOf(reason: Fault): Fault {
    return { ...reason, message: `${this.#lost} rows could not be written. ${reason.message}` };
  }

  /** Gives the job up when it still waits after its patience, unless writes succeed and it only has to queue. */
  #limit(job: Job): void {
    const cancel = this.#settings.clock.after(ORDER_PATIENCE_MS, () => {
      if (!this.#jobs.includes(job)) return;
      if (this.#fault === null && this.#running !== job) return this.#limit(job);
      // One that is being written now is given up when that fails.
      job.isLate = true;
      if (this.#running !== job && this.#fault !== null) this.#giveUp(job, nothingChanged(this.#fault));
    });
    const { resolve, reject } = job;
    job.resolve = () => {
      cancel();
      resolve();
    };
    job.reject = (cause) => {
      cancel();
      reject(cause);
    };
  }

  #giveUp(job: Job, reason: Fault): void {
    this.#remove(job);
    job.reject(new FaultError(reason));
  }

  async #pump(): Promise<void> {
    try {
      for (let job = this.#jobs[0]; job; job = this.#jobs[0]) await this.#try(job);
    } finally {
      // In the same turn in which the queue is empty, because a caller that waited may add a write in the next turn.
      this.#pumping = undefined;
    }
  }

  async #try(job: Job): Promise<void> {
    this.#running = job;
    try {
      await job.write();
      this.#running = undefined;
      this.#remove(job);
      this.#report(null);
      job.resolve();
    } catch (thrown) {
      this.#running = undefined;
      const { fault: reason, retry } = this.#settings.classify(thrown);
      this.#report(reason);
      if (!retry) this.#giveUp(job, reason);
      else if (job.isLate) this.#giveUp(job, nothingChanged(reason));
      else if (this.#isPatient) await this.#pause();
      else this.#giveUpAll(reason);
    }
  }

  /** The others would wait for the same disk. */
  #giveUpAll(reason: Fault): void {
    this.#lost += this.#waitingRows;
    for (const job of [...this.#jobs]) this.#giveUp(job, this.#lostBecauseOf(reason));
  }

  #remove(job: Job): void {
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
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
