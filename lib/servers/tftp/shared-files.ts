/**
 * The files that TFTP transfers read, each open once however many transfers it has: a hundred access points cost one
 * reading. Memory has one limit for all files together, so an idle transfer holds nothing of its file.
 */
import type { FileHandle } from "node:fs/promises";
import { alterBytes } from "@/lib/servers/common-faults";
import type { Rollover } from "@/lib/wire/tftp/block-numbers";
import { NetasciiSource } from "./netascii-source";
import { OctetSource } from "./octet-source";
import { type BlockFile, type PacketSource, RunPool, ServedFileError } from "./packet-source";
import type { JailedFile } from "./tftp-jail";

const CHECK_EVERY_MS = 100;

export class SharedFiles {
  readonly #files = new Map<string, SharedFile>();
  readonly pool: RunPool;

  /** @param poolLimitBytes memory for the packets of all files together */
  constructor(poolLimitBytes: number) {
    this.pool = new RunPool(poolLimitBytes);
  }

  /** Number of open files. */
  get open(): number {
    return this.#files.size;
  }

  /** Takes over the file's handle. The caller must release the source. */
  octet(jailed: JailedFile, blockSize: number, rollover: Rollover): PacketSource {
    return this.#file(jailed).octet(blockSize, rollover);
  }

  /** As {@link octet}, with line ends translated (RFC 1350 §1). */
  netascii(jailed: JailedFile, blockSize: number, rollover: Rollover): PacketSource {
    return new NetasciiSource(this.#file(jailed), blockSize, rollover);
  }

  #file(jailed: JailedFile): SharedFile {
    const key = jailed.altered ? `${jailed.identity} altered` : jailed.identity;
    let file = this.#files.get(key);
    if (file === undefined) {
      file = new SharedFile(jailed, this.pool, () => this.#files.delete(key));
      this.#files.set(key, file);
    } else {
      void jailed.handle.close();
    }
    file.users++;
    return file;
  }
}

class SharedFile implements BlockFile {
  readonly sizeBytes: number;
  readonly pool: RunPool;
  readonly #handle: FileHandle;
  readonly #identity: string;
  readonly #isAltered: boolean;
  readonly #onClosed: () => void;
  readonly #sources = new Map<string, OctetSource>();
  #checkedAt = 0;
  #readsInProgress = 0;
  #isClosed = false;
  users = 0;

  constructor(jailed: JailedFile, pool: RunPool, onClosed: () => void) {
    this.sizeBytes = jailed.sizeBytes;
    this.pool = pool;
    this.#handle = jailed.handle;
    this.#identity = jailed.identity;
    this.#isAltered = jailed.altered ?? false;
    this.#onClosed = onClosed;
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

  async read(views: readonly Uint8Array[], position: number, checkNow: boolean): Promise<void> {
    this.#readsInProgress++;
    try {
      let at = position;
      for (let unfilled = views; unfilled.length > 0; ) {
        const { bytesRead } = await this.#handle.readv(unfilled, at);
        if (bytesRead === 0) throw new ServedFileError("The file was cut short while it was sent");
        at += bytesRead;
        unfilled = skipBytes(unfilled, bytesRead);
      }
      if (this.#isAltered) alterAll(views, position);
      await this.#checkUnchanged(checkNow);
    } finally {
      this.#readsInProgress--;
      this.#closeIfUnused();
    }
  }

  release(): void {
    this.users--;
    this.#closeIfUnused();
  }

  async #checkUnchanged(checkNow: boolean): Promise<void> {
    const now = performance.now();
    if (!checkNow && now - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#checkedAt = now;
    const { dev, ino, size, mtimeNs, nlink } = await this.#handle.stat({ bigint: true });
    if (`${dev}:${ino}:${size}:${mtimeNs}` !== this.#identity)
      throw new ServedFileError("The file was changed while it was sent");
    if (nlink === 0n) throw new ServedFileError("The file was replaced or removed while it was sent");
  }

  #closeIfUnused(): void {
    if (this.#isClosed || this.users > 0 || this.#readsInProgress > 0) return;
    this.#isClosed = true;
    this.#onClosed();
    void this.#handle.close();
  }
}

function alterAll(views: readonly Uint8Array[], position: number): void {
  let at = position;
  for (const view of views) {
    alterBytes(view, at);
    at += view.length;
  }
}

/** The part of the views behind their first `bytes`: a network file system may fill only some of them at once. */
function skipBytes(views: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
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
