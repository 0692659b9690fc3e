/**
 * Packets of a file in octet mode. A run of consecutive blocks is read with one system call, each block's bytes directly
 * behind the place of its header, and all transfers of the file with this block size share the runs.
 */
import { type Rollover, wireNumber } from "@/lib/wire/tftp/block-numbers";
import { HEADER_BYTES, writeDataHeader } from "@/lib/wire/tftp/packet";
import type { BlockFile, PacketRun, PacketSource } from "./packet-source";

const RUN_BYTES = 128 * 1024;
const MAX_RUN_BLOCKS = 256;
const MIN_RUN_BLOCKS = 4;

/** Memory for consecutive packets, all of the same length except the last of the file. */
class Slab {
  readonly packets: Uint8Array[] = [];
  /** Where the file's bytes go; an empty last block has none. */
  readonly payloads: Uint8Array[] = [];
  readonly bytes: number;

  constructor(blocks: number, blockSize: number, payloadBytes: number) {
    this.bytes = payloadBytes + blocks * HEADER_BYTES;
    const memory = Buffer.allocUnsafeSlow(this.bytes);
    for (let at = 0; at < this.bytes; at += blockSize + HEADER_BYTES) {
      const packet = memory.subarray(at, at + blockSize + HEADER_BYTES);
      this.packets.push(packet);
      if (packet.length > HEADER_BYTES) this.payloads.push(packet.subarray(HEADER_BYTES));
    }
  }
}

type SlabRun = PacketRun & { slab: Slab };

export class OctetSource implements PacketSource {
  readonly lastBlock: number;
  readonly #file: BlockFile;
  readonly #blockSize: number;
  readonly #rollover: Rollover;
  readonly #blocksPerRun: number;
  readonly #onUnused: () => void;
  readonly #runs = new Map<number, SlabRun>();
  readonly #loading = new Map<number, Promise<void>>();
  #passedRuns = 0;
  #spare: Slab | undefined;
  /** Transfers that use this source. */
  users = 0;

  constructor(file: BlockFile, blockSize: number, rollover: Rollover, onUnused: () => void) {
    this.#file = file;
    this.#blockSize = blockSize;
    this.#rollover = rollover;
    this.#onUnused = onUnused;
    // RFC 1350 §6: the first short block is the last, so a file of whole blocks ends with an empty one.
    this.lastBlock = Math.floor(file.sizeBytes / blockSize) + 1;
    this.#blocksPerRun = Math.min(
      MAX_RUN_BLOCKS,
      Math.max(MIN_RUN_BLOCKS, Math.floor(RUN_BYTES / blockSize)),
    );
  }

  packet(block: number): Uint8Array | undefined {
    const place = (block - 1) % this.#blocksPerRun;
    const index = (block - 1 - place) / this.#blocksPerRun;
    const run = this.#runs.get(index);
    if (run === undefined) return undefined;
    run.usedAt = ++this.#file.pool.tick;
    if (place === 0) this.#readAhead(index + 1);
    return run.slab.packets[place];
  }

  load(block: number): Promise<void> {
    return this.#load(Math.floor((block - 1) / this.#blocksPerRun));
  }

  passed(block: number, isSendQueueEmpty: () => boolean): void {
    // A single transfer does not need what it has passed; with several, the pool decides what to drop.
    const before = Math.floor(block / this.#blocksPerRun);
    if (before === this.#passedRuns || this.users > 1) return;
    this.#passedRuns = before;
    for (const [index, run] of this.#runs) {
      if (index >= before) continue;
      run.drop();
      // Fresh memory for each run would start the garbage collector about every 64 MB.
      if (isSendQueueEmpty()) this.#spare = run.slab;
    }
  }

  release(): void {
    if (--this.users === 0) {
      this.#onUnused();
      for (const run of [...this.#runs.values()]) run.drop();
    }
    this.#file.release();
  }

  #readAhead(index: number): void {
    if (index * this.#blocksPerRun >= this.lastBlock || this.#runs.has(index)) return;
    // The transfer that needs the block calls load() and gets the error again.
    this.#load(index).catch(() => undefined);
  }

  #slab(blocks: number, payloadBytes: number): Slab {
    const spare = this.#spare;
    if (spare?.bytes !== payloadBytes + blocks * HEADER_BYTES)
      return new Slab(blocks, this.#blockSize, payloadBytes);
    this.#spare = undefined;
    return spare;
  }

  #load(index: number): Promise<void> {
    let loading = this.#loading.get(index);
    if (loading === undefined) {
      loading = this.#read(index).finally(() => this.#loading.delete(index));
      this.#loading.set(index, loading);
    }
    return loading;
  }

  async #read(index: number): Promise<void> {
    const first = index * this.#blocksPerRun + 1;
    const count = Math.min(this.#blocksPerRun, this.lastBlock - first + 1);
    const position = (first - 1) * this.#blockSize;
    const payloadBytes = Math.min(count * this.#blockSize, this.#file.sizeBytes - position);
    const slab = this.#slab(count, payloadBytes);
    slab.packets.forEach((packet, i) => {
      writeDataHeader(packet, 0, wireNumber(first + i, this.#rollover));
    });
    await this.#file.read(slab.payloads, position, first + count > this.lastBlock);
    if (this.users === 0) return;
    const { pool } = this.#file;
    const run: SlabRun = {
      slab,
      bytes: slab.bytes,
      usedAt: ++pool.tick,
      drop: () => {
        this.#runs.delete(index);
        pool.remove(run);
      },
    };
    this.#runs.set(index, run);
    pool.add(run);
  }
}
