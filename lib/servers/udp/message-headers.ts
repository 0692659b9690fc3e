/**
 * The memory of `recvmmsg` and `sendmmsg`: an array of `struct mmsghdr`, each with a place for an address, one piece of
 * memory and control messages (`cmsg(3)`). 64-bit layouts.
 */

const HEADER_BYTES = 64;
const NAME_BYTES = 32;
const PIECE_BYTES = 16;
/** Room for a packet information and a segment size. */
const CONTROL_BYTES = 64;
const SLOT_BYTES = HEADER_BYTES + NAME_BYTES + PIECE_BYTES + CONTROL_BYTES;
/** Offsets in `struct mmsghdr`. */
const At = {
  name: 0,
  nameBytes: 8,
  pieces: 16,
  pieceCount: 24,
  control: 32,
  controlBytes: 40,
  flags: 48,
  length: 56,
};
/** `struct cmsghdr`: length, level, type, then the data. */
const CONTROL_HEADER_BYTES = 16;

export class MessageHeaders {
  /** The array of headers begins here. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #count: number;

  /** @param addressOf where memory outside of the JavaScript heap begins */
  constructor(count: number, addressOf: (memory: ArrayBufferLike) => bigint) {
    this.#count = count;
    this.bytes = new Uint8Array(count * SLOT_BYTES);
    this.#view = new DataView(this.bytes.buffer);
    const start = addressOf(this.bytes.buffer);
    for (let slot = 0; slot < count; slot++) {
      const header = slot * HEADER_BYTES;
      this.#view.setBigUint64(header + At.name, start + BigInt(this.nameAt(slot)), true);
      this.#view.setBigUint64(header + At.pieces, start + BigInt(this.#pieceAt(slot)), true);
      this.#view.setBigUint64(header + At.pieceCount, 1n, true);
      this.#view.setBigUint64(header + At.control, start + BigInt(this.#controlAt(slot)), true);
    }
  }

  /** Where in {@link bytes} the address of a message is. */
  nameAt(slot: number): number {
    return this.#count * HEADER_BYTES + slot * NAME_BYTES;
  }

  /** Length of a message that was received or sent. */
  length(slot: number): number {
    return this.#view.getUint32(slot * HEADER_BYTES + At.length, true);
  }

  /** Prepares a slot for receiving into `bytes` of memory at `address`. */
  receiveInto(slot: number, address: number, bytes: number): void {
    this.piece(slot, address, bytes);
    this.rearm(slot);
  }

  /** Prepares a slot that was received into for the next message. */
  rearm(slot: number): void {
    const header = slot * HEADER_BYTES;
    this.#view.setUint32(header + At.nameBytes, NAME_BYTES, true);
    this.#view.setUint32(header + At.controlBytes, CONTROL_BYTES, true);
    this.#view.setUint32(header + At.flags, 0, true);
  }

  /** The memory of a message: `address` as a number, which is exact up to 2^53. */
  piece(slot: number, address: number, bytes: number): void {
    const at = this.#pieceAt(slot);
    this.#view.setUint32(at, address % 0x1_0000_0000, true);
    this.#view.setUint32(at + 4, Math.floor(address / 0x1_0000_0000), true);
    this.#view.setUint32(at + 8, bytes, true);
  }

  /** The address that a message goes to; removes its control messages. */
  destination(slot: number, address: Uint8Array): void {
    const header = slot * HEADER_BYTES;
    this.bytes.set(address, this.nameAt(slot));
    this.#view.setUint32(header + At.nameBytes, address.length, true);
    this.#view.setUint32(header + At.controlBytes, 0, true);
  }

  /** Adds a control message and returns where in {@link bytes} its data goes. */
  addControl(slot: number, level: number, type: number, dataBytes: number): number {
    const header = slot * HEADER_BYTES;
    const used = this.#view.getUint32(header + At.controlBytes, true);
    const at = this.#controlAt(slot) + used;
    const length = CONTROL_HEADER_BYTES + dataBytes;
    this.#view.setBigUint64(at, BigInt(length), true);
    this.#view.setInt32(at + 8, level, true);
    this.#view.setInt32(at + 12, type, true);
    this.#view.setUint32(header + At.controlBytes, used + aligned(length), true);
    return at + CONTROL_HEADER_BYTES;
  }

  /** Where in {@link bytes} the data of a received control message is; 0 when there is none. */
  control(slot: number, level: number, type: number): number {
    const from = this.#controlAt(slot);
    const end = from + this.#view.getUint32(slot * HEADER_BYTES + At.controlBytes, true);
    for (let at = from; at + CONTROL_HEADER_BYTES <= end; ) {
      const length = this.#view.getUint32(at, true);
      const isWanted =
        this.#view.getInt32(at + 8, true) === level && this.#view.getInt32(at + 12, true) === type;
      if (isWanted) return at + CONTROL_HEADER_BYTES;
      if (length < CONTROL_HEADER_BYTES) return 0;
      at += aligned(length);
    }
    return 0;
  }

  #pieceAt(slot: number): number {
    return this.#count * (HEADER_BYTES + NAME_BYTES) + slot * PIECE_BYTES;
  }

  #controlAt(slot: number): number {
    return this.#count * (HEADER_BYTES + NAME_BYTES + PIECE_BYTES) + slot * CONTROL_BYTES;
  }
}

const aligned = (bytes: number): number => (bytes + 7) & ~7;
