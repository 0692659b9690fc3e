/**
 * Faults that Lab injects into the TFTP server (`contracts/server-faults`). Each wraps a part of the server, so that a
 * server without faults runs none of this code.
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
import type { PacketSource } from "./packet-source";
import { type JailedFile, type JailRules, openInJail } from "./tftp-jail";
import type { Refusal } from "./tftp-refusal";

const LOSE_EVERYTHING: NetworkImpairment = { seed: 0, loss: 1 };

type WindowLimits = Pick<TftpLimits, "maxBlockSize" | "maxWindowSize">;

/** The network impairment for all datagrams of the server; null when there is none. */
export function impairmentOf({ down, dropsShare, seed }: TftpFaults): NetworkImpairment | null {
  if (down === "silent") return LOSE_EVERYTHING;
  return dropsShare > 0 ? { seed, loss: dropsShare } : null;
}

/** As {@link openInJail}, with files that are missing, denied or corrupted by a fault. */
export async function openFaultInjected(
  faults: TftpFaults,
  root: string,
  name: string,
  rules?: JailRules,
): Promise<Result<JailedFile, Refusal>> {
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  const path = segments.join("/");
  if (matchesPath(faults.missing, path))
    return err({ code: ErrorCode.fileNotFound, message: "File not found" });
  if (matchesPath(faults.denied, path))
    return err({ code: ErrorCode.accessViolation, message: "Permission denied" });
  const opened = await openInJail(root, name, rules);
  if (opened.ok) opened.value.altered = matchesPath(faults.corrupts, path);
  return opened;
}

/** The faults of one transfer: a rate limit, and stopping at a percentage. */
export class FaultInjectedTransfer {
  readonly #faults: TftpFaults;
  readonly #wall: Clock;
  #stopped = false;

  constructor(faults: TftpFaults, wall: Clock) {
    this.#faults = faults;
    this.#wall = wall;
  }

  /** Limits block and window so that one window takes about a second: a client would time out on a longer one. */
  narrow({ maxBlockSize, maxWindowSize }: WindowLimits, asked: Options): WindowLimits {
    const { bytesPerSecond } = this.#faults;
    if (bytesPerSecond === null) return { maxBlockSize, maxWindowSize };
    const narrowed = {
      maxBlockSize: Math.min(maxBlockSize, Math.max(DEFAULT_BLOCK_SIZE, bytesPerSecond)),
      maxWindowSize,
    };
    const { blockSize } = answerOptions(asked, { ...narrowed, sizeBytes: null }).agreed;
    const blocks = Math.max(1, Math.floor(bytesPerSecond / blockSize));
    return { ...narrowed, maxWindowSize: Math.min(maxWindowSize, blocks) };
  }

  /** The sockets of the transfer, which lose everything once it has stopped. */
  around(open: OpenDatagram): OpenDatagram {
    return this.#faults.stopsAtPercent === null
      ? open
      : withImpairment(open, () => (this.#stopped ? LOSE_EVERYTHING : null));
  }

  /** The packets of the transfer, at the limited rate, watched for the block at which it stops. */
  source(source: PacketSource, blockSize: number, sizeBytes: number): PacketSource {
    const { bytesPerSecond, stopsAtPercent } = this.#faults;
    const paced =
      bytesPerSecond === null ? source : new RateLimitedSource(source, bytesPerSecond, this.#wall);
    if (stopsAtPercent === null) return paced;
    const stopsAt = (sizeBytes * stopsAtPercent) / 100;
    return new WatchedSource(paced, (block) => {
      this.#stopped ||= Math.min(block * blockSize, sizeBytes) > stopsAt;
    });
  }

  /** The cause to show in the transfer's row: the injected fault when it stopped the transfer, else the given cause. */
  causeToShow(cause: Fault | null): Fault | null {
    return this.#stopped ? stoppedByLab(this.#faults.stopsAtPercent ?? 0) : cause;
  }
}

/** Reports each block that is about to be sent. */
class WatchedSource implements PacketSource {
  protected readonly inner: PacketSource;
  readonly #onPacket: (block: number) => void;

  constructor(inner: PacketSource, onPacket: (block: number) => void) {
    this.inner = inner;
    this.#onPacket = onPacket;
  }

  get lastBlock(): number {
    return this.inner.lastBlock;
  }

  packet(block: number): Uint8Array | undefined {
    this.#onPacket(block);
    return this.inner.packet(block);
  }

  load(block: number): Promise<void> {
    return this.inner.load(block);
  }

  passed(block: number, isSendQueueEmpty: () => boolean): void {
    this.inner.passed(block, isSendQueueEmpty);
  }

  release(): void {
    this.inner.release();
  }
}

/**
 * At most so many bytes per second: a window becomes available when the time for the one before it is over. Within a
 * window nothing waits, because the client would take that for a loss.
 */
class RateLimitedSource extends WatchedSource {
  readonly #bytesPerSecond: number;
  readonly #wall: Clock;
  #acknowledged = 0;
  /** Wall milliseconds at which the time for the bytes sent so far is over. */
  #freeAt = 0;
  #endPause: (() => void) | undefined;

  constructor(inner: PacketSource, bytesPerSecond: number, wall: Clock) {
    super(inner, () => undefined);
    this.#bytesPerSecond = bytesPerSecond;
    this.#wall = wall;
  }

  override packet(block: number): Uint8Array | undefined {
    const now = this.#wall.elapsed();
    if (this.#waitsMs(block, now) > 0) return undefined;
    const packet = this.inner.packet(block);
    if (packet !== undefined)
      this.#freeAt = Math.max(this.#freeAt, now) + (packet.length * 1000) / this.#bytesPerSecond;
    return packet;
  }

  override async load(block: number): Promise<void> {
    const waitMs = this.#waitsMs(block, this.#wall.elapsed());
    if (waitMs > 0) await this.#pause(waitMs);
    if (this.inner.packet(block) === undefined) await this.inner.load(block);
  }

  override passed(block: number, isSendQueueEmpty: () => boolean): void {
    this.#acknowledged = block;
    super.passed(block, isSendQueueEmpty);
  }

  override release(): void {
    this.#endPause?.();
    super.release();
  }

  #waitsMs(block: number, now: number): number {
    return block === this.#acknowledged + 1 ? this.#freeAt - now : 0;
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#wall.after(waitMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
