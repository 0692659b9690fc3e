/**
 * The faults that Lab gave an SFTP server (contracts/server-faults), as its sessions ask for them: of a path whether it
 * is there and may be opened, of a file that is being read how it is spoilt.
 */
import type { Fault } from "@/lib/contracts/fault";
import { matchesPath, type ServerFaults } from "@/lib/contracts/server-faults";
import type { Clock } from "@/lib/kit/clock";
import { alterBytes, stoppedByLab } from "../common-faults";

/** Reads of a slow file are answered this often per second, each with little. */
const PARTS_PER_SECOND = 4;

/** One path as the client calls it and as it is below the server's root: a fault may name either. */
export type Spellings = readonly [seen: string, below: string];

export class SftpFaults {
  readonly #wall: Clock;
  #faults: ServerFaults | null = null;

  constructor(wall: Clock) {
    this.#wall = wall;
  }

  /** From now on; null: none. What is open already stays as it was. */
  set(faults: ServerFaults | null): void {
    this.#faults = faults;
  }

  /** Connections are taken and nothing is ever said. */
  get silent(): boolean {
    return this.#faults?.down === "silent";
  }

  misses(path: Spellings): boolean {
    return matches(this.#faults?.missing, path);
  }

  denies(path: Spellings): boolean {
    return matches(this.#faults?.denied, path);
  }

  /** How reading a file that is opened now goes wrong; null: it does not. */
  spoils(path: Spellings, sizeBytes: number): FaultInjectedRead | null {
    const faults = this.#faults;
    if (faults === null) return null;
    const altered = matches(faults.corrupts, path);
    const { stopsAtPercent, bytesPerSecond } = faults;
    if (!altered && stopsAtPercent === null && bytesPerSecond === null) return null;
    return new FaultInjectedRead({ altered, stopsAtPercent, bytesPerSecond, sizeBytes, wall: this.#wall });
  }
}

/** A home folder is always there. */
const matches = (pattern = "", [seen, below]: Spellings): boolean =>
  pattern !== "" && seen !== "/" && (matchesPath(pattern, seen) || matchesPath(pattern, below));

type Spoiling = Pick<ServerFaults, "stopsAtPercent" | "bytesPerSecond"> & {
  altered: boolean;
  sizeBytes: number;
  wall: Clock;
};

/** One file that is being read. */
export class FaultInjectedRead {
  readonly #how: Spoiling;
  readonly #stopsAt: number;
  /** When what was answered so far has been paid for. */
  #freeAt = 0;

  constructor(how: Spoiling) {
    this.#how = how;
    const { stopsAtPercent, sizeBytes } = how;
    this.#stopsAt =
      stopsAtPercent === null || stopsAtPercent === 100
        ? Number.POSITIVE_INFINITY
        : Math.floor((sizeBytes * stopsAtPercent) / 100);
  }

  /** Why nothing from here on is answered, and the connection is to be closed; null while there is something. */
  stopped(offset: number): Fault | null {
    return offset < this.#stopsAt ? null : stoppedByLab(this.#how.stopsAtPercent ?? 0);
  }

  /** Bytes that one answer from here on has at most. */
  most(offset: number): number {
    const { bytesPerSecond } = this.#how;
    const part = bytesPerSecond === null ? Number.POSITIVE_INFINITY : bytesPerSecond / PARTS_PER_SECOND;
    return Math.floor(Math.min(part, this.#stopsAt - offset));
  }

  alter(bytes: Uint8Array, position: number): void {
    if (this.#how.altered) alterBytes(bytes, position);
  }

  /** Calls `answer` when so many bytes have had their time. */
  pace(bytes: number, answer: () => void): void {
    const { bytesPerSecond, wall } = this.#how;
    if (bytesPerSecond === null) {
      answer();
      return;
    }
    const now = wall.now();
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes * 1000) / bytesPerSecond;
    wall.after(this.#freeAt - now, answer);
  }
}
