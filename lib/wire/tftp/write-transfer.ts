/**
 * The server's side of a write request (RFC 1350 §4): which DATA to take, when to acknowledge, and when to acknowledge
 * again because nothing came. Without socket, clock and disk; times are milliseconds and passed in.
 *
 * | state     | what was sent last       | DATA that is taken | after the deadline                    |
 * | --------- | ------------------------ | ------------------ | ------------------------------------- |
 * | answering | OACK, or ACK 0           | block 1            | send it again                         |
 * | receiving | ACK of the newest block  | the next one       | send it again                         |
 * | complete  | ACK of the last block    | none               | nothing: repeat it only when asked to |
 */
import type { Agreed } from "./options";
import { type DataMeaning, ReceiveTransfer } from "./receive-transfer";
import { RetransmissionTimer } from "./retransmission";

export type WriteTransferSettings = {
  agreed: Agreed;
  /** The longest wait for DATA, milliseconds. */
  ceilingMs: number;
  /** The wait before a round trip was measured. */
  initialMs: number;
  /** How often one answer is sent at most. */
  maxTries: number;
};

export class WriteTransfer {
  readonly #receive: ReceiveTransfer;
  readonly #timer: RetransmissionTimer;
  readonly #maxTries: number;
  #hasTaken = false;
  #isFirstOfWindow = true;
  retransmissions = 0;

  constructor({ agreed, ceilingMs, initialMs, maxTries }: WriteTransferSettings) {
    this.#receive = new ReceiveTransfer(agreed);
    this.#timer = new RetransmissionTimer({ ceilingMs, initialMs });
    this.#maxTries = maxTries;
  }

  get state(): "answering" | "receiving" | "complete" {
    if (this.#receive.complete) return "complete";
    return this.#hasTaken ? "receiving" : "answering";
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#receive.bytes;
  }

  get duplicates(): number {
    return this.#receive.duplicates;
  }

  /** The block number of the next ACK. */
  get ackNumber(): number {
    return this.#receive.ackNumber;
  }

  /** When the last answer must be sent again; Infinity while none is expected. */
  get deadline(): number {
    return this.#timer.deadline;
  }

  /** A DATA packet with this block number and `length` bytes of payload arrived. */
  data(wire: number, length: number, nowMs: number): DataMeaning {
    const meaning = this.#receive.data(wire, length);
    if (meaning === "take" || meaning === "take-and-acknowledge") {
      this.#hasTaken = true;
      this.#timer.progressed(nowMs, this.#isFirstOfWindow);
      this.#isFirstOfWindow = meaning === "take-and-acknowledge";
      if (meaning === "take") this.#timer.awaits(nowMs);
    } else if (meaning === "acknowledge") this.retransmissions++;
    return meaning;
  }

  /** The OACK or an ACK was sent. `repeated`: not for the first time. */
  answered(nowMs: number, repeated: boolean): void {
    if (this.#receive.complete) return;
    this.#timer.sent(nowMs, repeated);
  }

  /** The deadline has passed. Returns true to send the last answer again, false to give up. */
  expire(): boolean {
    const again = this.#timer.expired(this.#maxTries);
    if (again) this.retransmissions++;
    return again;
  }
}
