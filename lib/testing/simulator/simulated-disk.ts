/** The disk under a simulated store: it can be slow, full, and cut off at any write. Its queue of writes is the real one. */

import type { Fault } from "@/lib/contracts/fault";
import { fault } from "@/lib/contracts/fault";
import type { ReservePort } from "@/lib/engine/storage/storage-guard";
import { type Patience, WriteQueue } from "@/lib/store/write-queue";
import type { FakeClock } from "../fake-clock";

const PLENTY = 1_000_000_000;
/** So many writes find place in the reserve. */
const WRITES_IN_RESERVE = 40;

export class SimulatedDisk {
  /** Milliseconds of a write. */
  delayMs = 0;
  isFull = false;
  #isReserveHeld = true;
  #spareWrites = 0;
  readonly clock: FakeClock;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  readonly reserve: ReservePort = {
    isHeld: () => Promise.resolve(this.#isReserveHeld),
    freeBytes: () => Promise.resolve(this.isFull ? 0 : PLENTY),
    take: () => {
      this.#isReserveHeld = true;
      return Promise.resolve();
    },
    release: () => {
      if (this.#isReserveHeld) this.#spareWrites = WRITES_IN_RESERVE;
      this.#isReserveHeld = false;
      return Promise.resolve();
    },
  };

  /** The store of one process: its writes wait in a queue of their own. */
  open(
    onFault: (present: Fault | null) => void,
  ): (put: () => Promise<void>, patience: Patience) => Promise<void> {
    const queue = new WriteQueue({
      clock: this.clock,
      onFault,
      classify: () => ({ fault: fault("disk-full", "The disk is full.", "Free some space."), retry: true }),
    });
    return (put, patience) => queue.add(1, () => this.#write(put), patience);
  }

  async #write(put: () => Promise<void>): Promise<void> {
    if (this.delayMs > 0) await new Promise<void>((resolve) => void this.clock.after(this.delayMs, resolve));
    if (this.isFull && this.#spareWrites-- <= 0) throw new Error("ENOSPC");
    await put();
  }
}
