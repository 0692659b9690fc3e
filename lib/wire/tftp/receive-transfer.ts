/**
 * The receiver of a read transfer as a state machine without socket or clock: which DATA to take, and when to send an ACK
 * (RFC 1350 §2, RFC 7440 §4).
 *
 * | DATA is                           | taken | the newest taken block is acknowledged                           |
 * | --------------------------------- | ----- | ---------------------------------------------------------------- |
 * | the next block                    | yes   | when it is the last of its window or of the file                 |
 * | a later block (one was lost)      | no    | at the first one, and when one is repeated: the sender goes back |
 * | the last acknowledged block       | no    | again: the sender repeated it because our ACK was lost           |
 * | any other taken block             | no    | no: answering these would multiply the repetitions               |
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
  /** How far the newest block was ahead when a gap was reported; 0 without a gap. */
  #gapAhead = 0;
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

  /** A DATA packet with this block number and `length` bytes of payload arrived. */
  data(wire: number, length: number): DataMeaning {
    const ahead = blocksAfter(this.#received, wire, this.#rollover);
    if (ahead === 1 && !this.#complete) return this.#take(length);
    if (this.#acknowledged > 0 && blocksAfter(this.#acknowledged, wire, this.#rollover) === 0) {
      this.duplicates++;
      return this.#acknowledge("acknowledge");
    }
    if (ahead === 0 || ahead > this.#windowSize || this.#complete) {
      this.duplicates++;
      return "drop";
    }
    // The rest of the window follows; a block that comes again means that our ACK was lost.
    const isRepeated = ahead <= this.#gapAhead;
    const isFirst = this.#gapAhead === 0;
    this.#gapAhead = ahead;
    return isFirst || isRepeated ? this.#acknowledge("acknowledge") : "drop";
  }

  #take(length: number): DataMeaning {
    this.#received++;
    this.#gapAhead = 0;
    this.bytes += length;
    this.#complete = length < this.#blockSize;
    if (!this.#complete && this.#received - this.#acknowledged < this.#windowSize) return "take";
    return this.#acknowledge("take-and-acknowledge");
  }

  /** The sender's next window begins behind the block that is acknowledged now. */
  #acknowledge(meaning: DataMeaning): DataMeaning {
    this.#acknowledged = this.#received;
    return meaning;
  }
}
