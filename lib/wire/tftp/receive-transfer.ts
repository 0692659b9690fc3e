/**
 * The receiver of a read transfer as a machine: which DATA to take, and when to acknowledge (RFC 1350 §2, RFC 7440 §4).
 * No socket and no clock.
 *
 * | DATA is                           | taken | acknowledged                                                     |
 * | --------------------------------- | ----- | ---------------------------------------------------------------- |
 * | the next block                    | yes   | when it is the last of its window or of the file                 |
 * | further on (something was lost)   | no    | the newest taken, once per gap, so that the sender goes back     |
 * | the newest taken, again           | no    | again, when it is the one acknowledged last (that ACK was lost)  |
 * | older                             | no    | no                                                               |
 */
import { blocksAfter, type Rollover, wireNumber } from "./block-numbers";

/** What to do with a DATA packet: take its payload or not, and whether to send an ACK of {@link ReceiveTransfer.ackNumber}. */
export type DataMeaning = "take" | "take-and-acknowledge" | "acknowledge" | "drop";

export class ReceiveTransfer {
  readonly #blockSize: number;
  readonly #windowSize: number;
  readonly #rollover: Rollover;
  #received = 0;
  #acknowledged = 0;
  #gapReported = false;
  #complete = false;
  bytes = 0;
  duplicates = 0;

  constructor(agreed: { blockSize: number; windowSize: number; rollover: Rollover }) {
    this.#blockSize = agreed.blockSize;
    this.#windowSize = agreed.windowSize;
    this.#rollover = agreed.rollover;
  }

  /** A block shorter than the block size was taken: the file ends there. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Blocks taken so far. */
  get received(): number {
    return this.#received;
  }

  /** The number to acknowledge now; 0 acknowledges the OACK. */
  get ackNumber(): number {
    return wireNumber(this.#received, this.#rollover);
  }

  /** A DATA packet came with this number and `length` bytes of payload. */
  data(wire: number, length: number): DataMeaning {
    const ahead = blocksAfter(this.#received, wire, this.#rollover);
    if (ahead === 1 && !this.#complete) return this.#take(length);
    if (ahead === 0) {
      this.duplicates++;
      return this.#received > 0 && this.#received === this.#acknowledged ? "acknowledge" : "drop";
    }
    if (ahead > this.#windowSize || this.#complete) {
      this.duplicates++;
      return "drop";
    }
    if (this.#gapReported) return "drop";
    this.#gapReported = true;
    this.#acknowledged = this.#received;
    return "acknowledge";
  }

  #take(length: number): DataMeaning {
    this.#received++;
    this.#gapReported = false;
    this.bytes += length;
    this.#complete = length < this.#blockSize;
    if (!this.#complete && this.#received - this.#acknowledged < this.#windowSize) return "take";
    this.#acknowledged = this.#received;
    return "take-and-acknowledge";
  }
}
