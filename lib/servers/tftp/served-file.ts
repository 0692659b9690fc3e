/**
 * Files as ready DATA packets. A run of blocks is read with one system call straight between its headers, and all
 * transfers of the same file and block size share it: a hundred access points cost one reading. What is kept has a
 * fixed limit for all files together, so an idle transfer holds nothing of the file.
 */
import type { FileHandle } from "node:fs/promises";
import { alterBytes } from "@/lib/servers/common-faults";
import { type Rollover, wireNumber } from "@/lib/wire/tftp/block-numbers";
import { toNetascii } from "@/lib/wire/tftp/netascii";
import { HEADER_BYTES, writeDataHeader } from "@/lib/wire/tftp/packet";
import type { JailedFile } from "./jail";

/** Blocks of a file as packets, of which those near the present place are at hand. */
export type PacketSource = {
  /** Infinity until the end was seen. */
  readonly lastBlock: number;
  /** The packet of a block, or undefined when it is not at hand: then {@link load} it. Never to be written to. */
  packet(block: number): Uint8Array | undefined;
  /** Rejects with a {@link FileFault} when the file cannot be read any more as it was announced. */
  load(block: number): Promise<void>;
  /** Blocks up to this one will not be asked for again; `settled`: no packet of them waits to be sent any more. */
  passed(block: number, settled: () => boolean): void;
  release(): void;
};

/** Why a file that was open can no longer be served; the message goes to the client. */
export class FileFault extends Error {}

const RUN_BYTES = 128 * 1024;
const MAX_RUN_BLOCKS = 256;
const MIN_RUN_BLOCKS = 4;
const CHECK_EVERY_MS = 100;

/** Packets one behind the other, all of the same length but the last of the file. */
class Slab {
  readonly packets: Uint8Array[] = [];
  /** Where the file's bytes go; an empty last block has no place. */
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

type Run = { slab: Slab; bytes: number; usedAt: number; drop(): void };

/** What is at hand of all files: at most `limitBytes`, the longest unused goes first. */
export class RunPool {
  readonly #runs = new Set<Run>();
  readonly #limitBytes: number;
  #bytes = 0;
  /** Counts uses; cheaper than a clock. */
  tick = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(run: Run): void {
    this.#runs.add(run);
    this.#bytes += run.bytes;
    while (this.#bytes > this.#limitBytes && this.#runs.size > 1) {
      let oldest = run;
      for (const other of this.#runs) if (other.usedAt < oldest.usedAt) oldest = other;
      if (oldest === run) return;
      oldest.drop();
    }
  }

  remove(run: Run): void {
    if (this.#runs.delete(run)) this.#bytes -= run.bytes;
  }
}

/** The open files, each once however many transfers read it. */
export class ServedFiles {
  readonly #files = new Map<string, ServedFile>();
  readonly pool: RunPool;

  constructor(poolLimitBytes: number) {
    this.pool = new RunPool(poolLimitBytes);
  }

  get open(): number {
    return this.#files.size;
  }

  /** Takes over the handle. The source must be released. */
  octet(jailed: JailedFile, blockSize: number, rollover: Rollover): PacketSource {
    return this.#file(jailed).octet(blockSize, rollover);
  }

  netascii(jailed: JailedFile, blockSize: number, rollover: Rollover): PacketSource {
    return new NetasciiSource(this.#file(jailed), blockSize, rollover);
  }

  #file(jailed: JailedFile): ServedFile {
    const key = jailed.altered ? `${jailed.identity} altered` : jailed.identity;
    let file = this.#files.get(key);
    if (file === undefined) {
      file = new ServedFile(jailed, this.pool, () => this.#files.delete(key));
      this.#files.set(key, file);
    } else {
      void jailed.handle.close();
    }
    file.users++;
    return file;
  }
}

class ServedFile {
  readonly sizeBytes: number;
  readonly pool: RunPool;
  readonly #handle: FileHandle;
  readonly #identity: string;
  readonly #altered: boolean;
  readonly #closed: () => void;
  readonly #sources = new Map<string, OctetSource>();
  #checkedAt = 0;
  #reading = 0;
  #shut = false;
  users = 0;

  constructor(jailed: JailedFile, pool: RunPool, closed: () => void) {
    this.sizeBytes = jailed.sizeBytes;
    this.pool = pool;
    this.#handle = jailed.handle;
    this.#identity = jailed.identity;
    this.#altered = jailed.altered ?? false;
    this.#closed = closed;
  }

  octet(blockSize: number, rollover: Rollover): PacketSource {
    const key = `${blockSize}:${rollover}`;
    let source = this.#sources.get(key);
    if (source === undefined) {
      source = new OctetSource(this, blockSize, rollover, () => this.#sources.delete(key));
      this.#sources.set(key, source);
    }
    source.users++;
    return source;
  }

  /** Fills the views from `position` on. `always`: look now whether the file is still the same, else now and then. */
  async read(views: readonly Uint8Array[], position: number, always: boolean): Promise<void> {
    this.#reading++;
    try {
      let at = position;
      for (let rest = views; rest.length > 0; ) {
        const { bytesRead } = await this.#handle.readv(rest, at);
        if (bytesRead === 0) throw new FileFault("The file was cut short while it was sent");
        at += bytesRead;
        rest = behind(rest, bytesRead);
      }
      if (this.#altered) alterAll(views, position);
      await this.#check(always);
    } finally {
      this.#reading--;
      this.#closeIfUnused();
    }
  }

  release(): void {
    this.users--;
    this.#closeIfUnused();
  }

  async #check(always: boolean): Promise<void> {
    const now = performance.now();
    if (!always && now - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#checkedAt = now;
    const { dev, ino, size, mtimeNs, nlink } = await this.#handle.stat({ bigint: true });
    if (`${dev}:${ino}:${size}:${mtimeNs}` !== this.#identity)
      throw new FileFault("The file was changed while it was sent");
    if (nlink === 0n) throw new FileFault("The file was replaced or removed while it was sent");
  }

  #closeIfUnused(): void {
    if (this.#shut || this.users > 0 || this.#reading > 0) return;
    this.#shut = true;
    this.#closed();
    void this.#handle.close();
  }
}

class OctetSource implements PacketSource {
  readonly lastBlock: number;
  readonly #file: ServedFile;
  readonly #blockSize: number;
  readonly #rollover: Rollover;
  readonly #perRun: number;
  readonly #unused: () => void;
  readonly #runs = new Map<number, Run>();
  readonly #loading = new Map<number, Promise<void>>();
  #passed = 0;
  #spare: Slab | undefined;
  users = 0;

  constructor(file: ServedFile, blockSize: number, rollover: Rollover, unused: () => void) {
    this.#file = file;
    this.#blockSize = blockSize;
    this.#rollover = rollover;
    this.#unused = unused;
    // RFC 1350 §6: the last block is the first that is short, so a multiple of the block size ends in an empty one.
    this.lastBlock = Math.floor(file.sizeBytes / blockSize) + 1;
    this.#perRun = Math.min(MAX_RUN_BLOCKS, Math.max(MIN_RUN_BLOCKS, Math.floor(RUN_BYTES / blockSize)));
  }

  packet(block: number): Uint8Array | undefined {
    const place = (block - 1) % this.#perRun;
    const index = (block - 1 - place) / this.#perRun;
    const run = this.#runs.get(index);
    if (run === undefined) return undefined;
    run.usedAt = ++this.#file.pool.tick;
    if (place === 0) this.#readAhead(index + 1);
    return run.slab.packets[place];
  }

  load(block: number): Promise<void> {
    return this.#load(Math.floor((block - 1) / this.#perRun));
  }

  passed(block: number, settled: () => boolean): void {
    // With others about, the pool decides what goes; alone, what lies behind is of no use to anybody.
    const before = Math.floor(block / this.#perRun);
    if (before === this.#passed || this.users > 1) return;
    this.#passed = before;
    for (const [index, run] of this.#runs) {
      if (index >= before) continue;
      run.drop();
      // New memory for each run would have the garbage collector run once per 64 MB.
      if (settled()) this.#spare = run.slab;
    }
  }

  release(): void {
    if (--this.users === 0) {
      this.#unused();
      for (const run of [...this.#runs.values()]) run.drop();
    }
    this.#file.release();
  }

  #readAhead(index: number): void {
    if (index * this.#perRun >= this.lastBlock || this.#runs.has(index)) return;
    // A fault shows again, to those who need the block.
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
    const first = index * this.#perRun + 1;
    const count = Math.min(this.#perRun, this.lastBlock - first + 1);
    const position = (first - 1) * this.#blockSize;
    const payload = Math.min(count * this.#blockSize, this.#file.sizeBytes - position);
    const slab = this.#slab(count, payload);
    slab.packets.forEach((packet, i) => {
      writeDataHeader(packet, 0, wireNumber(first + i, this.#rollover));
    });
    await this.#file.read(slab.payloads, position, first + count > this.lastBlock);
    if (this.users === 0) return;
    const { pool } = this.#file;
    const run: Run = {
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

function alterAll(views: readonly Uint8Array[], position: number): void {
  let at = position;
  for (const view of views) {
    alterBytes(view, at);
    at += view.length;
  }
}

/** What is left of the views when so many bytes are in: regular files give all at once, a network's may not. */
function behind(views: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let missing = bytes;
  let whole = 0;
  for (const view of views) {
    if (view.length > missing) break;
    missing -= view.length;
    whole++;
  }
  const [next, ...rest] = views.slice(whole);
  return next === undefined ? [] : [next.subarray(missing), ...rest];
}

/** netascii changes lengths, so blocks have no place in the file: they are made in order, for one transfer. */
class NetasciiSource implements PacketSource {
  readonly #file: ServedFile;
  readonly #blockSize: number;
  readonly #rollover: Rollover;
  readonly #packets = new Map<number, Uint8Array>();
  #made = 0;
  #offset = 0;
  #passed = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #loading: Promise<void> | undefined;
  lastBlock = Number.POSITIVE_INFINITY;

  constructor(file: ServedFile, blockSize: number, rollover: Rollover) {
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
      const piece = new Uint8Array(Math.min(RUN_BYTES, this.#file.sizeBytes - this.#offset));
      const last = this.#offset + piece.length >= this.#file.sizeBytes;
      await this.#file.read(piece.length === 0 ? [] : [piece], this.#offset, last);
      this.#offset += piece.length;
      const text = Buffer.concat([this.#rest, toNetascii(piece)]);
      let at = 0;
      for (; text.length - at >= this.#blockSize; at += this.#blockSize) {
        this.#put(text.subarray(at, at + this.#blockSize));
      }
      this.#rest = text.subarray(at);
      if (last) {
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
