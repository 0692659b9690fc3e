/**
 * Samples the transfers under way four times a second for rows, rates and the dots on the consoles. It runs only while
 * there are transfers, and neither the packet path nor the CAPWAP model waits for it.
 */
import { kindOf } from "@/lib/fleet/ap-transfer";
import type { Cancel } from "@/lib/kit/clock";
import { movingImage } from "./rows";
import type { Receiving, SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

const SAMPLE_EVERY_MS = 250;

export class Sampler {
  readonly #simulation: SimulationState;
  readonly #active = new Map<Receiving, SimulatedAp | null>();
  #timer: Cancel | undefined;

  constructor(simulation: SimulationState) {
    this.#simulation = simulation;
  }

  /** @param ap null for an access point image that the controller fetches */
  add(receiving: Receiving, ap: SimulatedAp | null): void {
    this.#active.set(receiving, ap);
    this.#arm();
  }

  remove(receiving: Receiving): void {
    this.#active.delete(receiving);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#active.clear();
  }

  sample(): void {
    const { wall, simulated } = this.#simulation.ports;
    const now = wall.elapsed();
    for (const [receiving, ap] of this.#active) {
      const before = receiving.bytes;
      receiving.read();
      receiving.window.add(now, receiving.bytes);
      receiving.rate = receiving.window.rate(now, receiving.bytes) ?? 0;
      if (ap === null) continue;
      if (receiving.bytes === before && receiving.rate === 0 && before > 0) continue;
      this.#simulation.ports.bus.patch("aps", ap.id, {
        [kindOf(receiving.purpose)]: movingImage(ap, receiving),
        rate: receiving.rate,
      });
      const lines = receiving.dots?.advance(receiving.bytes, simulated.now()) ?? [];
      this.#simulation.output.consoleStamped(ap, lines);
    }
    if (this.#active.size > 0) this.#simulation.rows.publishSoon();
  }

  #arm(): void {
    this.#timer ??= this.#simulation.ports.wall.after(SAMPLE_EVERY_MS, () => {
      this.#timer = undefined;
      if (this.#simulation.isStopped) return;
      this.sample();
      if (this.#active.size > 0) this.#arm();
    });
  }
}
