/**
 * The times in the recording of a run: they begin with what the clock shows at its start and then follow the time that
 * elapses, so that a clock that is set meanwhile neither stretches the recording nor turns it back.
 */
import type { Clock } from "@/lib/kit/clock";

export class RunTime {
  readonly #clock: Pick<Clock, "now" | "elapsed">;
  readonly #startedAt: number;
  readonly #elapsedAtStart: number;

  constructor(clock: Pick<Clock, "now" | "elapsed">) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#elapsedAtStart = clock.elapsed();
  }

  /** Whole milliseconds since the Unix epoch, never less than before. */
  now(): number {
    return Math.floor(this.#startedAt + this.#clock.elapsed() - this.#elapsedAtStart);
  }

  /** The time of something that the clock has just shown. */
  of(wallAt: number): number {
    return Math.min(this.now(), this.now() - (this.#clock.now() - wallAt));
  }
}
