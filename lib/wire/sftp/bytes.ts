/** Big-endian fields of RFC 4251 §5 (byte, uint32, uint64, string) read from and written to a buffer. */

/** Reads the fields of one packet. Reading past its end returns zeros and empty strings, and sets `broken`. */
export class FieldReader {
  /** Whether a field lay beyond the end of the packet. */
  broken = false;
  #at = 0;
  readonly #buffer: Buffer;

  constructor(packet: Uint8Array) {
    this.#buffer = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  }

  /** Bytes that have not been read. */
  get left(): number {
    return this.#buffer.length - this.#at;
  }

  byte(): number {
    return this.#fits(1) ? this.#buffer.readUInt8(this.#at++) : 0;
  }

  uint32(): number {
    if (!this.#fits(4)) return 0;
    this.#at += 4;
    return this.#buffer.readUInt32BE(this.#at - 4);
  }

  /** As a number, exact up to 2^53, which is more than the size of any file. */
  uint64(): number {
    const high = this.uint32();
    return high * 0x100000000 + this.uint32();
  }

  /** A view, not a copy. */
  bytes(): Buffer {
    const length = this.uint32();
    if (!this.#fits(length)) return Buffer.alloc(0);
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  /** UTF-8 text, for names that are ASCII by specification; invalid bytes become U+FFFD. */
  text(): string {
    return this.bytes().toString("utf8");
  }

  #fits(count: number): boolean {
    if (!this.broken && this.left >= count) return true;
    this.broken = true;
    return false;
  }
}

/** Writes one packet; `finish` fills in its length. */
export class FieldWriter {
  #buffer: Buffer;
  #at = 4;

  constructor(type: number, room = 64) {
    this.#buffer = Buffer.allocUnsafe(Math.max(room, 16));
    this.byte(type);
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#at = this.#buffer.writeUInt8(value, this.#at);
    return this;
  }

  uint32(value: number): this {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32BE(value >>> 0, this.#at);
    return this;
  }

  uint64(value: number): this {
    return this.uint32(Math.floor(value / 0x100000000)).uint32(value % 0x100000000);
  }

  string(value: string | Uint8Array): this {
    const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
    this.uint32(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** The complete packet with its length field. */
  finish(): Buffer {
    this.#buffer.writeUInt32BE(this.#at - 4, 0);
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + count));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
