/** Bytes per second over the newest samples. Thousands of transfers have one each, so it is a small array of numbers. */

/** Samples kept: at four a second the rate covers one second. */
const SAMPLES = 5;

export class RateWindow {
  /** A ring buffer with `ms, bytes` of each sample. */
  readonly #ring: number[];
  #oldest = 0;
  #count = 1;

  /** @param at milliseconds of any clock, the same for all calls */
  constructor(at: number, bytes: number) {
    this.#ring = new Array<number>(SAMPLES * 2).fill(0);
    this.#write(0, at, bytes);
  }

  add(at: number, bytes: number): void {
    if (this.#count < SAMPLES) {
      this.#write(this.#count++, at, bytes);
      return;
    }
    this.#write(this.#oldest, at, bytes);
    this.#oldest = (this.#oldest + 1) % SAMPLES;
  }

  /** Bytes at the oldest sample. */
  get oldestBytes(): number {
    return this.#ring[this.#oldest * 2 + 1] ?? 0;
  }

  /** Whole bytes per second since the oldest sample; null when no time has passed since. */
  rate(at: number, bytes: number): number | null {
    const since = this.#ring[this.#oldest * 2] ?? at;
    return at > since ? Math.round(((bytes - this.oldestBytes) * 1000) / (at - since)) : null;
  }

  #write(index: number, at: number, bytes: number): void {
    this.#ring[index * 2] = at;
    this.#ring[index * 2 + 1] = bytes;
  }
}

/** Whole seconds until `left` bytes have arrived at this rate; null when the rate is 0 or `left` is unknown. */
export const secondsLeft = (left: number | null, bytesPerSecond: number): number | null =>
  left === null || bytesPerSecond <= 0 ? null : Math.round(Math.max(0, left) / bytesPerSecond);
