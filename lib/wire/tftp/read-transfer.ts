/**
 * The sender of a read transfer as a state machine (RFC 1350 §2, windows RFC 7440): which block to send now, and when to
 * send again. It has no socket, file or clock: ACKs and the time come in, block numbers go out.
 *
 *   announcing --ACK 0--> sending --ACK of the last block--> complete
 *       |                    |
 *       +--- tries used up --+--------------------------------> given-up
 *
 * In `sending`, the window is (acknowledged, acknowledged + windowSize]. An ACK inside it moves the window, and sending
 * continues behind the acknowledged block. An ACK of `acknowledged` itself is a duplicate and changes nothing: answering it
 * would send every following block twice (the Sorcerer's Apprentice Syndrome, RFC 1123 §4.2.3.1). Windows have the same
 * problem: some clients send another ACK for a duplicate block, and going back for that ACK would duplicate more blocks.
 * Such an ACK names the newest block that was sent before the last going back; for this block the window only moves.
 *
 * When the deadline passes, one packet is sent first and not the whole window: the newest block, which makes a receiver
 * that has everything, a gap, or nothing of the window answer at once (as a tail loss probe does for TCP, RFC 8985 §7). An
 * ACK of `acknowledged` that answers such a probe means that the window was lost, and sending goes back once. Until a
 * client has acknowledged a whole window, only single packets are repeated: it may not have asked for them.
 */
import { blocksAfter, type Rollover } from "./block-numbers";
import { RetransmissionTimer } from "./retransmission";

export type ReadTransferSettings = {
  windowSize: number;
  rollover: Rollover;
  /** An OACK is sent first and must be acknowledged. */
  announce: boolean;
  /** Longest retransmission timeout, milliseconds. */
  ceilingMs: number;
  /** Retransmission timeout before a round trip was measured, milliseconds. */
  initialMs: number;
  /** How often one packet is sent at most. */
  maxTries: number;
};

/** An address that has not answered yet may be forged: it gets its first packet at most this often. */
const UNANSWERED_TRIES = 3;

export type ReadState = "announcing" | "sending" | "complete" | "given-up";
/** What an ACK meant: there is something to send or the end is reached, a repetition of the newest ACK, or nothing. */
export type AckMeaning = "progress" | "duplicate" | "stray";

export class ReadTransfer {
  readonly #windowSize: number;
  readonly #rollover: Rollover;
  readonly #maxTries: number;
  readonly #timer: RetransmissionTimer;
  #state: ReadState;
  #acknowledged = 0;
  #next = 1;
  /** The highest block that was ever sent. */
  #highest = 0;
  /** The highest block when the transfer last went back. */
  #wentBackFrom = 0;
  /** The block to repeat next as a probe, and the one that was repeated last and not answered yet; 0 for none. */
  #probe = 0;
  #probed = 0;
  /** Deadlines that have passed since the last progress. */
  #expiries = 0;
  #announced = false;
  /** The number of the last block; set by the caller when it is known. */
  lastBlock = Number.POSITIVE_INFINITY;
  retransmissions = 0;
  duplicates = 0;
  /** The client has answered at least once, so its address is not forged. */
  hasAnswered = false;

  constructor(settings: ReadTransferSettings) {
    this.#windowSize = settings.windowSize;
    this.#rollover = settings.rollover;
    this.#maxTries = settings.maxTries;
    this.#timer = new RetransmissionTimer(settings);
    this.#state = settings.announce ? "announcing" : "sending";
  }

  get state(): ReadState {
    return this.#state;
  }

  /** Number of blocks that the client has acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Milliseconds on the caller's clock at which {@link expire} is due; Infinity when nothing is awaited. */
  get deadline(): number {
    return this.#timer.deadline;
  }

  get rtoMs(): number {
    return this.#timer.rtoMs;
  }

  /** The OACK was sent. */
  announced(nowMs: number): void {
    if (this.#announced) this.retransmissions++;
    this.#timer.sent(nowMs, this.#announced);
    this.#announced = true;
  }

  /** The block to send now, or 0 when the window is full or there is nothing to send. */
  toSend(): number {
    if (this.#state !== "sending") return 0;
    if (this.#probe !== 0) return this.#probe;
    if (this.#next > this.lastBlock) return 0;
    return this.#next <= this.#acknowledged + this.#windowSize ? this.#next : 0;
  }

  /** The block that {@link toSend} returned was sent. */
  sent(nowMs: number): void {
    if (this.#probe !== 0) {
      this.#probed = this.#probe;
      this.#probe = 0;
      this.retransmissions++;
      this.#timer.sent(nowMs, true);
      return;
    }
    const repeated = this.#next <= this.#highest;
    if (repeated) this.retransmissions++;
    else this.#highest = this.#next;
    this.#next++;
    this.#timer.sent(nowMs, repeated);
  }

  /** An ACK with this block number arrived. */
  acknowledge(wire: number, nowMs: number): AckMeaning {
    if (this.#state === "announcing") {
      if (wire !== 0 || !this.#announced) return "stray";
      this.hasAnswered = true;
      this.#state = "sending";
      this.#timer.progressed(nowMs, true);
      return "progress";
    }
    if (this.#state !== "sending") return "stray";
    const moved = blocksAfter(this.#acknowledged, wire, this.#rollover);
    if (moved > this.#highest - this.#acknowledged) return "stray";
    if (moved === 0) {
      this.duplicates++;
      return this.#answersProbe() ? "progress" : "duplicate";
    }
    this.hasAnswered = true;
    this.#acknowledged += moved;
    this.#forgetProbe();
    this.#expiries = 0;
    if (this.#acknowledged === this.#highest || this.#acknowledged === this.#wentBackFrom) {
      this.#next = Math.max(this.#next, this.#acknowledged + 1);
    } else this.#goBack();
    this.#timer.progressed(nowMs, this.#acknowledged === this.#highest);
    // The rest of the window is still on its way, and at the end of a file no other packet would start the timer.
    if (this.#next > this.#acknowledged + 1) this.#timer.awaits(nowMs);
    if (this.#acknowledged >= this.lastBlock) this.#state = "complete";
    return "progress";
  }

  /** The deadline has passed. Returns true to send again: the OACK in `announcing`, else what {@link toSend} returns. */
  expire(): boolean {
    if (this.#state !== "announcing" && this.#state !== "sending") return false;
    if (
      !this.#timer.expired(this.hasAnswered ? this.#maxTries : Math.min(this.#maxTries, UNANSWERED_TRIES))
    ) {
      this.#state = "given-up";
      return false;
    }
    if (this.#state === "sending") this.#repeat();
    return true;
  }

  /** Chooses what to send after a deadline: one packet, or the window again. */
  #repeat(): void {
    const first = this.#acknowledged + 1;
    const newest = this.#next - 1;
    this.#expiries++;
    const isProven = this.#acknowledged >= this.#windowSize;
    if (newest <= first || (isProven && this.#expiries > 1)) this.#goBack();
    else this.#probe = this.#expiries % 2 === 1 ? newest : first;
  }

  /** The client repeated its ACK because of a probe: all of the window, or its first block, is missing there. */
  #answersProbe(): boolean {
    if (this.#probed <= this.#acknowledged + 1) return false;
    this.hasAnswered = true;
    this.#goBack();
    return true;
  }

  #forgetProbe(): void {
    this.#probe = 0;
    this.#probed = 0;
  }

  #goBack(): void {
    this.#forgetProbe();
    this.#wentBackFrom = this.#highest;
    this.#next = this.#acknowledged + 1;
  }
}
