/** Cuts the byte stream of a channel into SFTP packets: a uint32 length, then that many bytes (draft §3). */
import { MAX_PACKET_BYTES } from "./protocol";

/**
 * Keeps at most one incomplete packet, and the chunks that were pushed and not read yet. A packet that lies within one
 * chunk is a view of it; others are copied together once.
 */
export class PacketFramer {
  readonly #maxBytes: number;
  #chunk: Uint8Array = new Uint8Array(0);
  readonly #waiting: Uint8Array[] = [];
  #at = 0;
  #broken = false;
  #header = 0;
  #headerBytes = 0;
  #partial: Uint8Array | undefined;
  #filled = 0;

  constructor(maxBytes = MAX_PACKET_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** A length of zero or above the limit arrived: the stream is not SFTP. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether the stream is between two packets, where it may end. */
  get atBoundary(): boolean {
    return this.#headerBytes === 0 && this.#at >= this.#chunk.length && this.#waiting.length === 0;
  }

  /** Adds bytes of the stream. */
  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#waiting.push(chunk);
  }

  /** The next complete packet, beginning with its type byte; undefined when more bytes are needed. */
  next(): Uint8Array | undefined {
    while (!this.#broken && this.#more()) {
      if (this.#headerBytes < 4) {
        this.#readHeader();
        continue;
      }
      const packet = this.#readBody();
      if (packet) return packet;
    }
    return undefined;
  }

  #more(): boolean {
    if (this.#at < this.#chunk.length) return true;
    const next = this.#waiting.shift();
    if (!next) return false;
    this.#chunk = next;
    this.#at = 0;
    return true;
  }

  #readHeader(): void {
    while (this.#headerBytes < 4 && this.#at < this.#chunk.length) {
      this.#header = this.#header * 256 + (this.#chunk[this.#at++] ?? 0);
      this.#headerBytes++;
    }
    if (this.#headerBytes === 4 && (this.#header === 0 || this.#header > this.#maxBytes)) this.#broken = true;
  }

  #readBody(): Uint8Array | undefined {
    const here = Math.min(this.#header - this.#filled, this.#chunk.length - this.#at);
    const piece = this.#chunk.subarray(this.#at, this.#at + here);
    this.#at += here;
    if (!this.#partial && here === this.#header) return this.#done(piece);
    this.#partial ??= new Uint8Array(this.#header);
    this.#partial.set(piece, this.#filled);
    this.#filled += here;
    return this.#filled === this.#header ? this.#done(this.#partial) : undefined;
  }

  #done(packet: Uint8Array): Uint8Array {
    this.#header = 0;
    this.#headerBytes = 0;
    this.#partial = undefined;
    this.#filled = 0;
    return packet;
  }
}
