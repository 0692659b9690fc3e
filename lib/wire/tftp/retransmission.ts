/** The retransmission timer of one TFTP transfer (RFC 6298). All times are milliseconds and passed in. */

export const RTO_FLOOR_MS = 16;
export const RTO_CEILING_MS = 3000;
/** So many answers in a row, without a deadline between them, take one step of the back-off back. */
const ANSWERS_PER_STEP = 8;

export type RetransmissionSettings = {
  /** The negotiated timeout, or {@link RTO_CEILING_MS}. */
  ceilingMs: number;
  /** The timeout before a round trip was measured. */
  initialMs: number;
};

export class RetransmissionTimer {
  readonly #settings: RetransmissionSettings;
  #smoothed = 0;
  #variation = 0;
  #rto: number;
  #tries = 0;
  #backOff = 0;
  /** Answers since the last deadline that passed, or since the last step back. */
  #answers = 0;
  #timed = Number.POSITIVE_INFINITY;
  /** When to send again; Infinity while no answer is expected. */
  deadline = Number.POSITIVE_INFINITY;

  constructor(settings: RetransmissionSettings) {
    this.#settings = settings;
    this.#rto = Math.min(settings.initialMs, settings.ceilingMs);
  }

  /** The current timeout, without the back-off. */
  get rtoMs(): number {
    return this.#rto;
  }

  /** A packet was sent. `repeated`: not for the first time, so its answer cannot be timed (RFC 6298 §3, Karn's algorithm). */
  sent(nowMs: number, repeated: boolean): void {
    if (repeated) this.#timed = Number.POSITIVE_INFINITY;
    else this.#timed = nowMs;
    this.awaits(nowMs);
  }

  /** An answer to an earlier packet is still expected. */
  awaits(nowMs: number): void {
    this.deadline = nowMs + Math.min(this.#rto * 2 ** this.#backOff, this.#settings.ceilingMs);
  }

  /**
   * The peer made progress. `newest`: it answered the last packet. The back-off ends with a measured round trip (RFC 6298
   * §5.7): otherwise everything would be sent twice to a peer that became slow, and no round trip measured. Where packets are
   * lost from every window, each answer is to repeated packets, so nothing can be measured; there, it ends step by step.
   */
  progressed(nowMs: number, newest: boolean): void {
    this.#tries = 0;
    this.deadline = Number.POSITIVE_INFINITY;
    if (newest && this.#timed !== Number.POSITIVE_INFINITY) {
      this.#sample(nowMs - this.#timed);
      this.#backOff = 0;
      this.#answers = 0;
    } else if (++this.#answers >= ANSWERS_PER_STEP) {
      this.#backOff = Math.max(0, this.#backOff - 1);
      this.#answers = 0;
    }
    this.#timed = Number.POSITIVE_INFINITY;
  }

  /** The deadline has passed. Returns true to send again, false when the packet was sent `maxTries` times. */
  expired(maxTries: number): boolean {
    this.#tries++;
    this.#backOff++;
    this.#answers = 0;
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
