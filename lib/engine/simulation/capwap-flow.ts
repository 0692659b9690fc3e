/**
 * One transfer over CAPWAP in simulated time: the bytes so far, its end, and the percent at which the receiver
 * misbehaves. The link may change during the transfer; bytes that have arrived stay.
 */
import type { Cancel, Clock } from "@/lib/kit/clock";
import { bytesAt, type CapwapLink, msUntilShare, transferMs } from "@/lib/wire/capwap/image-data";

export type CapwapFlowSettings = {
  clock: Clock;
  sizeBytes: number;
  /** The link at this moment. */
  link(): CapwapLink;
  /** The percent at which the receiver misbehaves next; null when it does not. */
  faultPoint(): number | null;
  onFaultPoint(percent: number): void;
  onDone(): void;
};

export class CapwapFlow {
  readonly #settings: CapwapFlowSettings;
  #link: CapwapLink;
  /** When the present link took effect, and the bytes that had arrived by then. */
  #since: number;
  #before = 0;
  #timers: Cancel[] = [];

  constructor(settings: CapwapFlowSettings) {
    this.#settings = settings;
    this.#link = settings.link();
    this.#since = settings.clock.now();
    this.#arm();
  }

  get bytes(): number {
    const { clock, sizeBytes } = this.#settings;
    return this.#before + bytesAt(sizeBytes - this.#before, this.#link, clock.now() - this.#since);
  }

  /** The link or the receiver's behavior has changed. */
  relink(): void {
    this.#before = this.bytes;
    this.#since = this.#settings.clock.now();
    this.#link = this.#settings.link();
    this.stop();
    this.#arm();
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }

  #arm(): void {
    const { clock, sizeBytes, faultPoint, onFaultPoint, onDone } = this.#settings;
    const left = sizeBytes - this.#before;
    const point = faultPoint();
    if (point !== null) {
      const share = left === 0 ? 0 : Math.max(0, (sizeBytes * point) / 100 - this.#before) / left;
      this.#timers.push(clock.after(msUntilShare(left, this.#link, share), () => onFaultPoint(point)));
    }
    this.#timers.push(clock.after(transferMs(left, this.#link), onDone));
  }
}
