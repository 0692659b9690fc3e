/** When to send again, and when to give up: RFC 6298 for one TFTP transfer. Milliseconds; the time is handed in. */

export const RTO_FLOOR_MS = 20;
export const RTO_CEILING_MS = 3000;

export type RetransmissionSettings = {
  /** The timeout that was negotiated, or {@link RTO_CEILING_MS}. */
  ceilingMs: number;
  /** Before the first round trip was measured. */
  initialMs: number;
};

export class RetransmissionTimer {
  readonly #settings: RetransmissionSettings;
  #smoothed = 0;
  #variation = 0;
  #rto: number;
  #tries = 0;
  #backOff = 0;
  #timed = Number.POSITIVE_INFINITY;
  /** When to send again; Infinity while nothing is on its way. */
  deadline = Number.POSITIVE_INFINITY;

  constructor(settings: RetransmissionSettings) {
    this.#settings = settings;
    this.#rto = Math.min(settings.initialMs, settings.ceilingMs);
  }

  /** The present timeout, without the back-off. */
  get rtoMs(): number {
    return this.#rto;
  }

  /** A packet left. `repeated`: it had been sent before, so its answer tells nothing of the round trip (Karn). */
  sent(nowMs: number, repeated: boolean): void {
    if (repeated) this.#timed = Number.POSITIVE_INFINITY;
    else this.#timed = nowMs;
    this.awaits(nowMs);
  }

  /** Something that left before is still to be answered. */
  awaits(nowMs: number): void {
    this.deadline = nowMs + Math.min(this.#rto * 2 ** this.#backOff, this.#settings.ceilingMs);
  }

  /**
   * The peer moved on. `newest`: it answered the packet sent last. The back-off ends only when a round trip could be
   * measured (RFC 6298 §5.7): a peer that became slow would else have everything sent twice, and never be measured.
   */
  progressed(nowMs: number, newest: boolean): void {
    this.#tries = 0;
    this.deadline = Number.POSITIVE_INFINITY;
    if (newest && this.#timed !== Number.POSITIVE_INFINITY) {
      this.#sample(nowMs - this.#timed);
      this.#backOff = 0;
    }
    this.#timed = Number.POSITIVE_INFINITY;
  }

  /** The deadline passed: true to send again, false when the packet was sent `maxTries` times in all. */
  expired(maxTries: number): boolean {
    this.#tries++;
    this.#backOff++;
    return this.#tries < maxTries;
  }

  /** RFC 6298 §2.2, §2.3 with alpha 1/8, beta 1/4, K 4. */
  #sample(roundTripMs: number): void {
    if (this.#smoothed === 0) {
      this.#smoothed = roundTripMs;
      this.#variation = roundTripMs / 2;
    } else {
      this.#variation += (Math.abs(this.#smoothed - roundTripMs) - this.#variation) / 4;
      this.#smoothed += (roundTripMs - this.#smoothed) / 8;
    }
    const rto = this.#smoothed + Math.max(1, 4 * this.#variation);
    this.#rto = Math.min(Math.max(rto, RTO_FLOOR_MS), this.#settings.ceilingMs);
  }
}
