/**
 * A TFTP server with the faults that Lab gave it (contracts/server-faults): what it answers, and how it spoils a
 * transfer. All of it is put around what serves a request anyway, so that a server without faults has none of it.
 */
import type { Fault } from "@/lib/contracts/fault";
import { matchesPath, type TftpFaults } from "@/lib/contracts/server-faults";
import type { Clock } from "@/lib/kit/clock";
import { err, type Result } from "@/lib/kit/result";
import { stoppedByLab } from "@/lib/servers/common-faults";
import type { OpenDatagram } from "@/lib/servers/datagram";
import { answerOptions, DEFAULT_BLOCK_SIZE } from "@/lib/wire/tftp/options";
import { ErrorCode, type Options } from "@/lib/wire/tftp/packet";
import { type NetworkImpairment, withImpairment } from "../network-impairment";
import type { TftpLimits } from "./admission";
import { type JailedFile, openInJail, type Refusal } from "./jail";
import type { PacketSource } from "./served-file";

const SILENCE: NetworkImpairment = { seed: 0, loss: 1 };

type WindowLimits = Pick<TftpLimits, "maxBlockSize" | "maxWindowSize">;

/** What becomes of every datagram of the server; null: it arrives. */
export function impairmentOf({ down, dropsShare, seed }: TftpFaults): NetworkImpairment | null {
  if (down === "silent") return SILENCE;
  return dropsShare > 0 ? { seed, loss: dropsShare } : null;
}

/** As {@link openInJail}, by a server that misses some files, may not read others and alters others. */
export async function openFaultInjected(
  faults: TftpFaults,
  ...[root, name, isVisible]: Parameters<typeof openInJail>
): Promise<Result<JailedFile, Refusal>> {
  const asked = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  const path = asked.join("/");
  if (matchesPath(faults.missing, path))
    return err({ code: ErrorCode.fileNotFound, words: "File not found" });
  if (matchesPath(faults.denied, path))
    return err({ code: ErrorCode.accessViolation, words: "Permission denied" });
  const opened = await openInJail(root, name, isVisible);
  if (opened.ok) opened.value.altered = matchesPath(faults.corrupts, path);
  return opened;
}

/** One transfer of such a server. */
export class FaultInjectedTransfer {
  readonly #faults: TftpFaults;
  readonly #wall: Clock;
  #stopped = false;

  constructor(faults: TftpFaults, wall: Clock) {
    this.#faults = faults;
    this.#wall = wall;
  }

  /** A slow transfer has small windows: each is sent in one piece, and a client waits for it. */
  narrow({ maxBlockSize, maxWindowSize }: WindowLimits, asked: Options): WindowLimits {
    const { bytesPerSecond } = this.#faults;
    if (bytesPerSecond === null) return { maxBlockSize, maxWindowSize };
    const narrow = {
      maxBlockSize: Math.min(maxBlockSize, Math.max(DEFAULT_BLOCK_SIZE, bytesPerSecond)),
      maxWindowSize,
    };
    const { blockSize } = answerOptions(asked, { ...narrow, sizeBytes: null }).agreed;
    const blocks = Math.max(1, Math.floor(bytesPerSecond / blockSize));
    return { ...narrow, maxWindowSize: Math.min(maxWindowSize, blocks) };
  }

  around(open: OpenDatagram): OpenDatagram {
    return this.#faults.stopsAtPercent === null
      ? open
      : withImpairment(open, () => (this.#stopped ? SILENCE : null));
  }

  source(source: PacketSource, blockSize: number, sizeBytes: number): PacketSource {
    const { bytesPerSecond, stopsAtPercent } = this.#faults;
    const paced = bytesPerSecond === null ? source : new PacedSource(source, bytesPerSecond, this.#wall);
    if (stopsAtPercent === null) return paced;
    const stopsAt = (sizeBytes * stopsAtPercent) / 100;
    return new WatchedSource(paced, (block) => {
      this.#stopped ||= Math.min(block * blockSize, sizeBytes) > stopsAt;
    });
  }

  /** Why it ended, for our own rows: the client is not to blame. */
  cause(cause: Fault | null): Fault | null {
    return this.#stopped ? stoppedByLab(this.#faults.stopsAtPercent ?? 0) : cause;
  }
}

/** Tells which block is about to be sent. */
class WatchedSource implements PacketSource {
  protected readonly inner: PacketSource;
  readonly #asked: (block: number) => void;

  constructor(inner: PacketSource, asked: (block: number) => void) {
    this.inner = inner;
    this.#asked = asked;
  }

  get lastBlock(): number {
    return this.inner.lastBlock;
  }

  packet(block: number): Uint8Array | undefined {
    this.#asked(block);
    return this.inner.packet(block);
  }

  load(block: number): Promise<void> {
    return this.inner.load(block);
  }

  passed(block: number, settled: () => boolean): void {
    this.inner.passed(block, settled);
  }

  release(): void {
    this.inner.release();
  }
}

/**
 * Not more than so many bytes per second: a window is at hand when the one before it has been paid for. One timer per
 * window; within a window nothing waits, or the client would take that for a loss.
 */
class PacedSource extends WatchedSource {
  readonly #bytesPerSecond: number;
  readonly #wall: Clock;
  #acknowledged = 0;
  #freeAt = 0;
  #wait: (() => void) | undefined;

  constructor(inner: PacketSource, bytesPerSecond: number, wall: Clock) {
    super(inner, () => undefined);
    this.#bytesPerSecond = bytesPerSecond;
    this.#wall = wall;
  }

  override packet(block: number): Uint8Array | undefined {
    const now = this.#wall.now();
    if (this.#waitsMs(block, now) > 0) return undefined;
    const packet = this.inner.packet(block);
    if (packet !== undefined)
      this.#freeAt = Math.max(this.#freeAt, now) + (packet.length * 1000) / this.#bytesPerSecond;
    return packet;
  }

  override async load(block: number): Promise<void> {
    const waitMs = this.#waitsMs(block, this.#wall.now());
    if (waitMs > 0) await this.#pause(waitMs);
    if (this.inner.packet(block) === undefined) await this.inner.load(block);
  }

  override passed(block: number, settled: () => boolean): void {
    this.#acknowledged = block;
    super.passed(block, settled);
  }

  override release(): void {
    this.#wait?.();
    super.release();
  }

  #waitsMs(block: number, now: number): number {
    return block === this.#acknowledged + 1 ? this.#freeAt - now : 0;
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#wall.after(waitMs, resolve);
      this.#wait = () => {
        cancel();
        resolve();
      };
    });
  }
}
