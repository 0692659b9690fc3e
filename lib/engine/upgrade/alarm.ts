/**
 * Something that is due on the simulated clock. Its instant is kept as wall time: the simulated clock may change its
 * speed, and it begins anew with each start of the program.
 */
import type { Cancel, Clock, SimulatedClock } from "@/lib/kit/clock";

export type AlarmClocks = { simulated: SimulatedClock; wall: Pick<Clock, "now"> };

export class Alarm {
  readonly #clocks: AlarmClocks;
  readonly #onDue: () => void;
  /** `dueAt`: simulated milliseconds. */
  #waiting: { dueAt: number; cancel: Cancel } | null = null;

  constructor(clocks: AlarmClocks, onDue: () => void) {
    this.#clocks = clocks;
    this.#onDue = onDue;
  }

  /** Wall milliseconds of the instant at the present speed of the clock; null when nothing is due. */
  get wallAt(): number | null {
    if (this.#waiting === null) return null;
    const { simulated, wall } = this.#clocks;
    return wall.now() + (this.#waiting.dueAt - simulated.now()) / simulated.factor;
  }

  /**
   * Replaces what was set before.
   * @param delayMs simulated milliseconds from now
   */
  set(delayMs: number): void {
    this.cancel();
    const { simulated } = this.#clocks;
    const cancel = simulated.after(delayMs, () => {
      this.#waiting = null;
      this.#onDue();
    });
    this.#waiting = { dueAt: simulated.now() + delayMs, cancel };
  }

  /** Sets it to an instant that was stored. One that has passed is due at once. */
  setAt(wallAt: number): void {
    const { simulated, wall } = this.#clocks;
    this.set(Math.max(0, wallAt - wall.now()) * simulated.factor);
  }

  cancel(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }
}
