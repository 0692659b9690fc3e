/** Sets the speed of the simulated clock for a rehearsal, and back. The stored lab keeps the one before. */
import { type Rehearsal, speedBeforeRehearsal } from "@/lib/controller/rehearsal";
import type { Upgrade } from "@/lib/controller/upgrade-machine";
import type { SimulatedClock } from "@/lib/kit/clock";

export class RehearsalClock {
  readonly #clock: Pick<SimulatedClock, "factor" | "setFactor">;
  readonly #onChanged: () => void;

  constructor(clock: Pick<SimulatedClock, "factor" | "setFactor">, onChanged: () => void) {
    this.#clock = clock;
    this.#onChanged = onChanged;
  }

  /** What a run that starts now keeps. @param clockFactor null when it is no rehearsal */
  at(clockFactor: number | null): Rehearsal | null {
    return clockFactor === null ? null : { clockFactor, factorBefore: this.#clock.factor };
  }

  /** The run has started, or goes on after a restart. */
  begin({ rehearsal, activatedAt }: Upgrade): void {
    if (rehearsal !== null && activatedAt === null) this.#set(rehearsal.clockFactor);
  }

  /** The run has changed: its rehearsal may have ended. */
  follow(before: Upgrade, { running }: Upgrade): void {
    const speed = speedBeforeRehearsal(before, this.#clock.factor);
    if (speed !== null && !running) this.#set(speed);
  }

  #set(factor: number): void {
    this.#clock.setFactor(factor);
    this.#onChanged();
  }
}
