/**
 * Faults that Lab injects into the SFTP server (`contracts/server-faults`): files that are missing or denied, and reads
 * that are corrupted, rate-limited or stopped.
 */
import type { Fault } from "@/lib/contracts/fault";
import { matchesPath, type ServerFaults } from "@/lib/contracts/server-faults";
import type { Clock } from "@/lib/kit/clock";
import { alterBytes, stoppedByLab } from "../common-faults";

/** A rate-limited file is answered this often in a second, each time with a part of a second's bytes. */
const PARTS_PER_SECOND = 4;

/** A path as the client sees it, and as it is inside the served folder. A fault may name either form. */
export type PathForms = readonly [clientPath: string, rootPath: string];

export class SftpFaults {
  readonly #wall: Clock;
  #faults: ServerFaults | null = null;

  constructor(wall: Clock) {
    this.#wall = wall;
  }

  /** Injects faults from now on; null removes them. Files that are open already are not affected. */
  set(faults: ServerFaults | null): void {
    this.#faults = faults;
  }

  /** Whether the server accepts connections and sends nothing. */
  get isSilent(): boolean {
    return this.#faults?.down === "silent";
  }

  isMissing(path: PathForms): boolean {
    return matches(this.#faults?.missing, path);
  }

  isDenied(path: PathForms): boolean {
    return matches(this.#faults?.denied, path);
  }

  /** The faults of a file that is opened now; null when it has none. */
  injectInto(path: PathForms, sizeBytes: number): FaultInjectedRead | null {
    const faults = this.#faults;
    if (faults === null) return null;
    const altered = matches(faults.corrupts, path);
    const { stopsAtPercent, bytesPerSecond } = faults;
    if (!altered && stopsAtPercent === null && bytesPerSecond === null) return null;
    return new FaultInjectedRead({ altered, stopsAtPercent, bytesPerSecond, sizeBytes, wall: this.#wall });
  }
}

/** The user's home never matches: it always exists. */
const matches = (pattern = "", [clientPath, rootPath]: PathForms): boolean =>
  pattern !== "" &&
  clientPath !== "/" &&
  (matchesPath(pattern, clientPath) || matchesPath(pattern, rootPath));

type ReadFaults = Pick<ServerFaults, "stopsAtPercent" | "bytesPerSecond"> & {
  altered: boolean;
  sizeBytes: number;
  wall: Clock;
};

/** The faults of one file that is being read. */
export class FaultInjectedRead {
  readonly #faults: ReadFaults;
  readonly #stopsAt: number;
  /** Wall milliseconds at which the time for the bytes answered so far is over. */
  #freeAt = 0;

  constructor(faults: ReadFaults) {
    this.#faults = faults;
    const { stopsAtPercent, sizeBytes } = faults;
    this.#stopsAt =
      stopsAtPercent === null || stopsAtPercent === 100
        ? Number.POSITIVE_INFINITY
        : Math.floor((sizeBytes * stopsAtPercent) / 100);
  }

  /** The fault with which the transfer stops at this offset, by closing the connection; null before that. */
  stopAt(offset: number): Fault | null {
    return offset < this.#stopsAt ? null : stoppedByLab(this.#faults.stopsAtPercent ?? 0);
  }

  /** The largest number of bytes that one answer from this offset may have. */
  maxBytes(offset: number): number {
    const { bytesPerSecond } = this.#faults;
    const part = bytesPerSecond === null ? Number.POSITIVE_INFINITY : bytesPerSecond / PARTS_PER_SECOND;
    return Math.floor(Math.min(part, this.#stopsAt - offset));
  }

  /** Alters some of the bytes in place when the file is to be corrupted. */
  alter(bytes: Uint8Array, position: number): void {
    if (this.#faults.altered) alterBytes(bytes, position);
  }

  /** Calls `answer` when the time for so many more bytes is over. */
  pace(bytes: number, answer: () => void): void {
    const { bytesPerSecond, wall } = this.#faults;
    if (bytesPerSecond === null) {
      answer();
      return;
    }
    const now = wall.elapsed();
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes * 1000) / bytesPerSecond;
    wall.after(this.#freeAt - now, answer);
  }
}
