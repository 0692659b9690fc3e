/**
 * Who may start a transfer now (spec 21, "Safety"): limits that are counted and answered in words, never silent.
 * Time is handed in, milliseconds.
 */

export type TftpLimits = {
  /** Transfers at once. */
  concurrent: number;
  /** Transfers at once of one client address. */
  perAddress: number;
  /** Requests per second of one client address; twice as many may come in a burst. */
  requestsPerSecond: number;
  maxBlockSize: number;
  maxWindowSize: number;
  /** A packet is sent at most this many times. */
  maxTries: number;
};

export const DEFAULT_LIMITS: TftpLimits = {
  concurrent: 512,
  perAddress: 64,
  requestsPerSecond: 100,
  maxBlockSize: 65464,
  maxWindowSize: 65535,
  maxTries: 10,
};

/** Addresses remembered for the request rate before the rested ones are forgotten. */
const REMEMBERED = 4096;

export class Admission {
  readonly #limits: TftpLimits;
  readonly #running = new Map<string, number>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #total = 0;

  constructor(limits: TftpLimits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts a request: the words of the refusal when the address asks too often, else null. */
  requested(address: string, nowMs: number): string | null {
    const rate = this.#limits.requestsPerSecond;
    const bucket = this.#buckets.get(address) ?? { tokens: rate * 2, at: nowMs };
    bucket.tokens = Math.min(rate * 2, bucket.tokens + ((nowMs - bucket.at) * rate) / 1000);
    bucket.at = nowMs;
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > REMEMBERED) this.#forgetRested(nowMs);
    if (bucket.tokens < 1) return `Too many requests: the limit is ${rate} per second and address`;
    bucket.tokens--;
    return null;
  }

  /** Takes a place, to be given back by {@link leave}; or says which limit is reached, and the counter's name. */
  enter(address: string): { words: string; reason: string } | null {
    const { concurrent, perAddress } = this.#limits;
    if (this.#total >= concurrent) {
      return {
        words: `Too many transfers: the limit is ${concurrent} at once`,
        reason: "too many transfers",
      };
    }
    const own = this.#running.get(address) ?? 0;
    if (own >= perAddress) {
      const words = `Too many transfers: the limit is ${perAddress} at once per address`;
      return { words, reason: "too many transfers per address" };
    }
    this.#total++;
    this.#running.set(address, own + 1);
    return null;
  }

  leave(address: string): void {
    const own = this.#running.get(address) ?? 0;
    if (own === 0) return;
    this.#total--;
    if (own === 1) this.#running.delete(address);
    else this.#running.set(address, own - 1);
  }

  #forgetRested(nowMs: number): void {
    const restedMs = 2000;
    for (const [address, bucket] of this.#buckets) {
      if (nowMs - bucket.at > restedMs) this.#buckets.delete(address);
    }
    // A flood of forged addresses: the oldest go, whether rested or not.
    for (const address of this.#buckets.keys()) {
      if (this.#buckets.size <= REMEMBERED) break;
      this.#buckets.delete(address);
    }
  }
}
