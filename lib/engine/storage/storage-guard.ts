/**
 * Decides whether a change may be made: only when it can be stored. While the disk is full or the database cannot be
 * written, changes are refused before anything happens, and nobody waits for the database without end. The program goes on
 * by itself as soon as there is space.
 *
 * A reserve on the disk lets the program write down what happens meanwhile, its refusals included: it is given to the
 * database when the disk is full, and taken back later.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { nothingChanged } from "@/lib/store/store-fault";

/** The file system of the data folder. */
export type ReservePort = {
  /** Whether a reserve of an earlier run is there. */
  isHeld(): Promise<boolean>;
  /** Free bytes for this process, beside the reserve. */
  freeBytes(): Promise<number>;
  /** Occupies the reserve; rejects when it does not fit. */
  take(): Promise<void>;
  release(): Promise<void>;
};

export type StorageGuardPorts = {
  reserve: ReservePort;
  wall: Pick<Clock, "after">;
  onFault(cause: unknown): void;
};

export const RESERVE_BYTES = 16_000_000;
/** With less free space than this beside the reserve, the disk counts as full. */
export const LEAST_FREE_BYTES = 4_000_000;
const LOOK_EVERY_MS = 2000;
/** How long a command that was begun waits while writes fail. */
const PATIENCE_MS = 3000;

const DISK_FULL = fault(
  "disk-full",
  "The disk of the data folder is full. Changes are refused until there is space.",
  "Free some space. The console then goes on by itself.",
);
/** The answer to a change that was begun before writing began to fail. */
const notStoredYet = ({ code }: Fault): Fault =>
  fault(
    code,
    "The change was made, but it could not be stored yet.",
    "It is stored as soon as the data folder can be written.",
  );

export class StorageGuard {
  readonly #ports: StorageGuardPorts;
  #hasReserve = false;
  #isFull = false;
  #storeFault: Fault | null = null;
  #shown: Fault | null = null;
  #listener: ((present: Fault | null) => void) | undefined;
  #timer: Cancel | undefined;
  #looking: Promise<void> | undefined;
  /** Called when writing begins or ceases to fail. */
  readonly #watchers = new Set<() => void>();

  private constructor(ports: StorageGuardPorts) {
    this.#ports = ports;
  }

  /** Takes the reserve when it fits. */
  static async open(ports: StorageGuardPorts): Promise<StorageGuard> {
    const guard = new StorageGuard(ports);
    guard.#hasReserve = await ports.reserve.isHeld();
    await guard.#look();
    guard.#lookLater();
    return guard;
  }

  /** Calls the listener with the present fault, now and when it changes; null: changes can be stored. */
  follow(listener: (present: Fault | null) => void): void {
    this.#listener = listener;
    listener(this.#shown);
  }

  /** The database says that writing fails, or with null that it works again. */
  storeReports(reported: Fault | null): void {
    this.#storeFault = reported;
    if (reported?.code === "disk-full") void this.#giveReserve();
    this.#show();
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** Resolves when a change can be stored. @throws FaultError that says that nothing was changed */
  async admit(): Promise<void> {
    if (this.#storeFault === null) await this.#look();
    const present = this.#storeFault ?? this.#shown;
    if (present !== null) throw new FaultError(nothingChanged(present));
  }

  /** Resolves when the work is done, or at once while writing fails: then the work goes on by itself. */
  unlessFailing(work: Promise<unknown>): Promise<void> {
    return this.#whileWatching(
      work.then(() => undefined),
      (resolve) => {
        if (this.#storeFault !== null) resolve(undefined);
      },
    );
  }

  /** The result of a change, unless writing fails for several seconds. @throws FaultError that says that it is not stored */
  async during<T>(work: Promise<T>): Promise<T> {
    let cancel: Cancel | undefined;
    try {
      return await this.#whileWatching(work, (_resolve, reject) => {
        if (this.#storeFault === null) {
          cancel?.();
          cancel = undefined;
        } else
          cancel ??= this.#ports.wall.after(PATIENCE_MS, () =>
            reject(new FaultError(notStoredYet(this.#storeFault ?? DISK_FULL))),
          );
      });
    } finally {
      cancel?.();
    }
  }

  /** Settles as the work does, unless `look` does it first; it looks now and whenever writing begins or ceases to fail. */
  #whileWatching<T>(
    work: Promise<T>,
    look: (resolve: (value: T) => void, reject: (cause: unknown) => void) => void,
  ): Promise<T> {
    let watcher = (): void => undefined;
    return new Promise<T>((resolve, reject) => {
      watcher = () => look(resolve, reject);
      this.#watchers.add(watcher);
      watcher();
      work.then(resolve, reject);
    }).finally(() => this.#watchers.delete(watcher));
  }

  /** Leaves the reserve on the disk. */
  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #lookLater(): void {
    this.#timer = this.#ports.wall.after(LOOK_EVERY_MS, () => {
      void this.#look().then(() => {
        if (this.#timer !== undefined) this.#lookLater();
      });
    });
  }

  #look(): Promise<void> {
    this.#looking ??= this.#measure().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #measure(): Promise<void> {
    const { reserve, onFault } = this.#ports;
    try {
      const free = await reserve.freeBytes();
      const needed = LEAST_FREE_BYTES + (this.#hasReserve ? 0 : RESERVE_BYTES);
      this.#isFull = free < needed;
      if (!this.#isFull && !this.#hasReserve) {
        await reserve.take();
        this.#hasReserve = true;
      }
    } catch (cause) {
      this.#isFull = true;
      onFault(cause);
    }
    this.#show();
  }

  async #giveReserve(): Promise<void> {
    if (!this.#hasReserve) return;
    this.#hasReserve = false;
    this.#isFull = true;
    await this.#ports.reserve.release().catch(this.#ports.onFault);
  }

  #show(): void {
    const present = this.#storeFault ?? (this.#isFull ? DISK_FULL : null);
    if (present?.message === this.#shown?.message) return;
    this.#shown = present;
    this.#listener?.(present);
  }
}
