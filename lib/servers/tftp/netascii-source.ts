/**
 * Packets of a file in netascii mode. The translation changes lengths, so a block has no fixed place in the file: blocks
 * are made in order, for one transfer, and kept until they are acknowledged.
 */
import { type Rollover, wireNumber } from "@/lib/wire/tftp/block-numbers";
import { toNetascii } from "@/lib/wire/tftp/netascii";
import { HEADER_BYTES, writeDataHeader } from "@/lib/wire/tftp/packet";
import type { BlockFile, PacketSource } from "./packet-source";

const PIECE_BYTES = 128 * 1024;

export class NetasciiSource implements PacketSource {
  readonly #file: BlockFile;
  readonly #blockSize: number;
  readonly #rollover: Rollover;
  readonly #packets = new Map<number, Uint8Array>();
  #made = 0;
  #offset = 0;
  #passed = 0;
  /** Translated bytes that do not fill a block yet. */
  #rest: Uint8Array = new Uint8Array(0);
  #loading: Promise<void> | undefined;
  lastBlock = Number.POSITIVE_INFINITY;

  constructor(file: BlockFile, blockSize: number, rollover: Rollover) {
    this.#file = file;
    this.#blockSize = blockSize;
    this.#rollover = rollover;
  }

  packet(block: number): Uint8Array | undefined {
    return this.#packets.get(block);
  }

  load(block: number): Promise<void> {
    this.#loading ??= this.#make(block).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  passed(block: number): void {
    while (this.#passed < block) this.#packets.delete(++this.#passed);
  }

  release(): void {
    this.#packets.clear();
    this.#file.release();
  }

  async #make(upTo: number): Promise<void> {
    while (this.#made < upTo && this.lastBlock === Number.POSITIVE_INFINITY) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, this.#file.sizeBytes - this.#offset));
      const isLast = this.#offset + piece.length >= this.#file.sizeBytes;
      await this.#file.read(piece.length === 0 ? [] : [piece], this.#offset, isLast);
      this.#offset += piece.length;
      const text = Buffer.concat([this.#rest, toNetascii(piece)]);
      let at = 0;
      for (; text.length - at >= this.#blockSize; at += this.#blockSize) {
        this.#put(text.subarray(at, at + this.#blockSize));
      }
      this.#rest = text.subarray(at);
      if (isLast) {
        this.#put(this.#rest);
        this.lastBlock = this.#made;
      }
    }
  }

  #put(payload: Uint8Array): void {
    const packet = new Uint8Array(HEADER_BYTES + payload.length);
    this.#made++;
    writeDataHeader(packet, 0, wireNumber(this.#made, this.#rollover));
    packet.set(payload, HEADER_BYTES);
    this.#packets.set(this.#made, packet);
  }
}
