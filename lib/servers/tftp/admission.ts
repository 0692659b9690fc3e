/**
 * Limits on TFTP requests and transfers, in all and for each client address. A request over a limit is refused with a
 * message that names the limit.
 */

export type TftpLimits = {
  /** Transfers at the same time. */
  concurrent: number;
  /** Transfers at the same time of one client address. */
  perAddress: number;
  /** Requests per second of one client address; a burst may have twice as many. */
  requestsPerSecond: number;
  maxBlockSize: number;
  maxWindowSize: number;
  /** How often one packet is sent at most. */
  maxTries: number;
};

export const DEFAULT_LIMITS: TftpLimits = {
  concurrent: 512,
  perAddress: 64,
  requestsPerSecond: 100,
  maxBlockSize: 65464,
  maxWindowSize: 64,
  maxTries: 10,
};

/** A limit on transfers that is reached. `perAddress`: the limit of one client address, else of all together. */
export type OverLimit = { message: string; reason: string; perAddress: boolean };

/** Addresses whose request rate is remembered; above that, the idle ones are forgotten. */
const MAX_ADDRESSES = 4096;
/** After this long an address has its full burst again. */
const IDLE_AFTER_MS = 2000;

/** The limits that are checked here; a server of another protocol may have them, too. */
export type AdmissionLimits = Pick<TftpLimits, "concurrent" | "perAddress" | "requestsPerSecond">;

export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #running = new Map<string, number>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #total = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Transfers that run now. */
  get total(): number {
    return this.#total;
  }

  /**
   * Counts a request of an address.
   * @param nowMs milliseconds of any monotonic clock
   * @returns the message of the refusal when the address is above the rate limit, else null
   */
  countRequest(address: string, nowMs: number): string | null {
    const rate = this.#limits.requestsPerSecond;
    const bucket = this.#buckets.get(address) ?? { tokens: rate * 2, at: nowMs };
    bucket.tokens = Math.min(rate * 2, bucket.tokens + ((nowMs - bucket.at) * rate) / 1000);
    bucket.at = nowMs;
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > MAX_ADDRESSES) this.#forgetIdle(nowMs);
    if (bucket.tokens < 1) return `Too many requests. The limit is ${rate} per second and address`;
    bucket.tokens--;
    return null;
  }

  /** Counts a new transfer until {@link leave}; or returns the limit that is reached and the name of its counter. */
  enter(address: string): OverLimit | null {
    const { concurrent, perAddress } = this.#limits;
    if (this.#total >= concurrent) {
      return {
        message: `Too many transfers. The limit is ${concurrent} at once`,
        reason: "too many transfers",
        perAddress: false,
      };
    }
    const own = this.#running.get(address) ?? 0;
    if (own >= perAddress) {
      const message = `Too many transfers. The limit is ${perAddress} at once per address`;
      return { message, reason: "too many transfers per address", perAddress: true };
    }
    this.#total++;
    this.#running.set(address, own + 1);
    return null;
  }

  /** A transfer of the address has ended. */
  leave(address: string): void {
    const own = this.#running.get(address) ?? 0;
    if (own === 0) return;
    this.#total--;
    if (own === 1) this.#running.delete(address);
    else this.#running.set(address, own - 1);
  }

  #forgetIdle(nowMs: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (nowMs - bucket.at > IDLE_AFTER_MS) this.#buckets.delete(address);
    }
    // In a flood of forged addresses the oldest are forgotten, idle or not.
    for (const address of this.#buckets.keys()) {
      if (this.#buckets.size <= MAX_ADDRESSES) break;
      this.#buckets.delete(address);
    }
  }
}
