/**
 * Time that only passes from one event to the next: timers, and reads from one image server that share what it carries.
 * Milliseconds of wall time since the start.
 */
import { type Timed, TimerQueue } from "@/lib/kit/timer-queue";

/** Lets the rest of the program do something; a large fleet takes a second or more. */
export type Pause = () => Promise<unknown>;
/** Work between two pauses, in steps of a few microseconds. */
const STEPS_BETWEEN_PAUSES = 2000;

type Timer = Timed & { run(): void };
type Read = { bytesLeft: number; bytesPerMs: number; done(): void };

export class VirtualTime {
  readonly #timers = new TimerQueue<Timer>();
  readonly #serverBytesPerMs: number;
  #reads: Read[] = [];
  #now = 0;
  #order = 0;

  /** @param serverBytesPerSecond what all reads get together; infinite when each gets its own rate whatever others do */
  constructor(serverBytesPerSecond: number) {
    this.#serverBytesPerMs = serverBytesPerSecond / 1000;
  }

  get now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): void {
    this.#timers.push({ dueAt: this.#now + delayMs, order: this.#order++, run });
  }

  /** @param aloneMs how long the read takes when the server has nothing else to do */
  read(bytes: number, aloneMs: number, done: () => void): void {
    if (bytes <= 0 || aloneMs <= 0 || this.#serverBytesPerMs === Number.POSITIVE_INFINITY)
      this.after(aloneMs, done);
    else this.#reads.push({ bytesLeft: bytes, bytesPerMs: bytes / aloneMs, done });
  }

  /** Lets time pass until nothing is left to happen. */
  async run(pause: Pause): Promise<void> {
    for (let steps = 0; ; steps += 1 + this.#reads.length) {
      if (steps >= STEPS_BETWEEN_PAUSES) {
        await pause();
        steps = 0;
      }
      const share = this.#serverBytesPerMs / this.#reads.length;
      const rateOf = (read: Read) => Math.min(read.bytesPerMs, share);
      let first: Read | undefined;
      let endsIn = Number.POSITIVE_INFINITY;
      for (const read of this.#reads) {
        const ms = read.bytesLeft / rateOf(read);
        if (ms < endsIn) [first, endsIn] = [read, ms];
      }
      const timer = this.#timers.first;
      const timerIn = timer === undefined ? Number.POSITIVE_INFINITY : timer.dueAt - this.#now;
      if (first === undefined && timer === undefined) return;
      const passed = Math.min(endsIn, timerIn);
      for (const read of this.#reads) read.bytesLeft -= passed * rateOf(read);
      this.#now += passed;
      if (first !== undefined && endsIn <= timerIn) {
        this.#reads = this.#reads.filter((read) => read !== first);
        first.done();
      } else this.#timers.shift()?.run();
    }
  }
}
