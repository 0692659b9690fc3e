/**
 * Looks at the images under way four times a second, only while there are any: rows, rates and the dots on the
 * consoles. The packet path and the CAPWAP model never wait for it.
 */
import { DISCARDED_IN_IMAGE_DATA } from "@/lib/fleet/console-lines";
import type { Cancel } from "@/lib/kit/clock";
import { secondsLeft } from "@/lib/kit/rate-window";
import { dots } from "@/lib/wire/capwap/image-data";
import type { ApUnit, Receiving, World } from "./world";

const SAMPLE_EVERY_MS = 250;
/** The console prints its dots in lines of about this many. */
const DOTS_PER_LINE = 50;

export class Sampler {
  readonly #world: World;
  readonly #active = new Map<Receiving, ApUnit | null>();
  #timer: Cancel | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** @param unit null for the controller's own image. */
  add(receiving: Receiving, unit: ApUnit | null): void {
    this.#active.set(receiving, unit);
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
    const now = this.#world.ports.wall.now();
    for (const [receiving, unit] of this.#active) {
      const before = receiving.bytes;
      receiving.read();
      receiving.window.add(now, receiving.bytes);
      receiving.rate = receiving.window.rate(now, receiving.bytes) ?? 0;
      if (unit === null) continue;
      if (receiving.bytes === before && receiving.rate === 0 && before > 0) continue;
      const left = receiving.sizeBytes === null ? null : receiving.sizeBytes - receiving.bytes;
      this.#world.ports.bus.patch("aps", unit.id, {
        bytes: receiving.bytes,
        sizeBytes: receiving.sizeBytes,
        rate: receiving.rate,
        etaSeconds: secondsLeft(left, receiving.rate),
      });
      if (receiving.purpose !== "controller") this.#printDots(receiving, unit);
    }
    if (this.#active.size > 0) this.#world.publishSoon();
  }

  #printDots(receiving: Receiving, unit: ApUnit): void {
    const fresh = dots(receiving.bytes, receiving.perMessage) - receiving.printedDots;
    if (fresh < DOTS_PER_LINE) return;
    const first = receiving.printedDots === 0 ? "<" : "";
    // In Run the controller answers what an AP in Image Data discards.
    const discarded = receiving.purpose === "join" ? DISCARDED_IN_IMAGE_DATA : "";
    this.#world.consoleText(unit, [`${first}${".".repeat(fresh)}${discarded}`]);
    receiving.printedDots += fresh;
  }

  #arm(): void {
    this.#timer ??= this.#world.ports.wall.after(SAMPLE_EVERY_MS, () => {
      this.#timer = undefined;
      if (this.#world.stopped) return;
      this.sample();
      if (this.#active.size > 0) this.#arm();
    });
  }
}
