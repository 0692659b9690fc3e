/** What a transfer needs of a file: its blocks as ready DATA packets. */

/** A file as a sequence of DATA packets, of which those near the current position are in memory. */
export type PacketSource = {
  /** Number of the last block, counted from 1; Infinity until the end of the file is known. */
  readonly lastBlock: number;
  /** The packet of a block, or undefined when it must be read with {@link load} first. Callers must not change it. */
  packet(block: number): Uint8Array | undefined;
  /** Reads a block. Rejects with a {@link ServedFileError} when the file is no longer what it was when it was opened. */
  load(block: number): Promise<void>;
  /**
   * Blocks up to this one are acknowledged and not needed again.
   * @param isSendQueueEmpty whether no packet of these blocks still waits in the socket, so that its memory may be reused
   */
  passed(block: number, isSendQueueEmpty: () => boolean): void;
  release(): void;
};

/** An open file that packets are read from; shared by all its transfers. */
export type BlockFile = {
  readonly sizeBytes: number;
  readonly pool: RunPool;
  /**
   * Fills `views` with the file's bytes from `position` on.
   * @param checkNow compare the file with what was opened now, instead of at most every 100 ms
   * @throws ServedFileError when the file was changed, replaced, removed or cut short
   */
  read(views: readonly Uint8Array[], position: number, checkNow: boolean): Promise<void>;
  release(): void;
};

/** The file cannot be served any more; the message is sent to the client. */
export class ServedFileError extends Error {}

/** Some consecutive packets of one file in memory. `usedAt` counts uses of the pool. */
export type PacketRun = { bytes: number; usedAt: number; drop(): void };

/** The packets in memory of all files together: at most `limitBytes`; the least recently used run is dropped first. */
export class RunPool {
  readonly #runs = new Set<PacketRun>();
  readonly #limitBytes: number;
  #bytes = 0;
  /** Counts uses, which costs less than reading a clock. */
  tick = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(run: PacketRun): void {
    this.#runs.add(run);
    this.#bytes += run.bytes;
    while (this.#bytes > this.#limitBytes && this.#runs.size > 1) {
      let oldest = run;
      for (const other of this.#runs) if (other.usedAt < oldest.usedAt) oldest = other;
      if (oldest === run) return;
      oldest.drop();
    }
  }

  remove(run: PacketRun): void {
    if (this.#runs.delete(run)) this.#bytes -= run.bytes;
  }
}
