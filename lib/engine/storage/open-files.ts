/**
 * Watches how many files and sockets the process has open. At the limit of the system every server fails in its own way, so
 * it is said before, with what to do. Linux only; elsewhere nothing is watched.
 */
import { readdir, readFile } from "node:fs/promises";
import type { Cancel, Clock } from "@/lib/kit/clock";

export type OpenFilesPorts = {
  /** How many are open, sockets included. Rejects when not even one more can be opened. */
  count(): Promise<number>;
  /** The most that the system allows. */
  limit: number;
  wall: Pick<Clock, "after">;
  /** Called when the sentence changes; null: there are enough. */
  onChange(sentence: string | null): void;
};

const LOOK_EVERY_MS = 5000;
const WARN_AT = 0.9;
/** It stays until there is clearly room, so that it does not come and go. */
const CLEAR_AT = 0.8;

export class OpenFiles {
  readonly #ports: OpenFilesPorts;
  #isNearLimit = false;
  #timer: Cancel | undefined;

  constructor(ports: OpenFilesPorts) {
    this.#ports = ports;
    this.#lookLater();
  }

  stop(): void {
    this.#timer?.();
  }

  #lookLater(): void {
    this.#timer = this.#ports.wall.after(LOOK_EVERY_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { limit, onChange } = this.#ports;
    const open = await this.#ports.count().catch(() => limit);
    const isNear = open >= limit * (this.#isNearLimit ? CLEAR_AT : WARN_AT);
    if (isNear !== this.#isNearLimit) {
      this.#isNearLimit = isNear;
      onChange(
        isNear
          ? `The console has ${open} files and connections open, and the system allows ${limit}. New connections may fail. ` +
              "Close some pages and command line sessions, or restart the console with a higher limit (ulimit -n, or LimitNOFILE in its systemd unit)."
          : null,
      );
    }
    this.#lookLater();
  }
}

/** Those of this process; undefined where the system does not tell. */
export async function openFilesOfProcess(): Promise<Pick<OpenFilesPorts, "count" | "limit"> | undefined> {
  try {
    const limits = await readFile("/proc/self/limits", "utf8");
    const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
    if (!(limit > 0)) return undefined;
    return { limit, count: async () => (await readdir("/proc/self/fd")).length };
  } catch {
    return undefined;
  }
}
