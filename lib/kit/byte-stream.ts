/** Whole numbers and texts as a stream of bytes: small numbers take one byte. Reading never throws. */

const FIRST_CAPACITY = 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Collects bytes until they are taken. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** Bytes that were written and not taken yet. */
  get length(): number {
    return this.#length;
  }

  /** @param value 0 to 255 */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** @param value a whole number from 0 to 2^53 - 1; seven bits a byte, the lowest first */
  number(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** The number of its UTF-8 bytes, and these. */
  text(value: string): void {
    const bytes = encoder.encode(value);
    this.number(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a {@link ByteWriter} wrote. Beyond the end every number is 0 and every text is empty. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }
  /** Whether more was read than there is, or a number was too large. */
  get isBroken(): boolean {
    return this.#isBroken;
  }
  /** Bytes that are not read yet. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) {
      this.#isBroken = true;
      return 0;
    }
    this.#offset++;
    return value;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 128) {
      const next = this.byte();
      value += (next & 127) * factor;
      if (next < 128) {
        if (Number.isSafeInteger(value)) return value;
        break;
      }
    }
    this.#isBroken = true;
    return 0;
  }

  text(): string {
    const length = this.number();
    if (length > this.left) {
      this.#isBroken = true;
      return "";
    }
    this.#offset += length;
    return decoder.decode(this.#bytes.subarray(this.#offset - length, this.#offset));
  }
}
