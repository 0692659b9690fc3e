/**
 * Descriptors that TFTP keeps for itself. When the process has as many files and connections open as the system allows,
 * pages and terminals wait or fail, but an access point in the middle of its download gets its image.
 */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import type { OpenDatagram } from "@/lib/servers/datagram";

/** Each transfer needs a socket, and a file if no other transfer reads the same one: enough for 32 at least. */
const KEPT = 64;
/** Somebody else may take what is released, because opening takes a moment. */
const TRIES = 4;

type Descriptors = { hold(): number; release(descriptor: number): void };

/** Descriptors of nothing. `hold` throws when the process can have no more. */
const real: Descriptors = { hold: () => openSync(devNull, "r"), release: closeSync };

export class DescriptorReserve {
  readonly #descriptors: Descriptors;
  readonly #held: number[] = [];
  #isOpen = false;

  constructor(descriptors: Descriptors = real) {
    this.#descriptors = descriptors;
  }

  /** How many are kept now. */
  get size(): number {
    return this.#held.length;
  }

  fill(): void {
    this.#isOpen = true;
    try {
      while (this.#held.length < KEPT) this.#held.push(this.#descriptors.hold());
    } catch {
      // The process has no more: the reserve is filled when a transfer ends.
    }
  }

  empty(): void {
    this.#isOpen = false;
    while (this.#releaseOne()) {
      // Until none is left.
    }
  }

  /** Opens a file or a socket, with one from the reserve when the process can have no more. Rejects as `open` does. */
  async spend<T>(open: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await open();
      } catch (error) {
        if (!isOutOfDescriptors(error) || tried === TRIES || !this.#releaseOne()) throw error;
      }
    }
  }

  /** Sockets that are opened from the reserve if necessary. When one closes, the reserve takes back what it can. */
  around(open: OpenDatagram): OpenDatagram {
    return async (options) => {
      const socket = await this.spend(() => open(options));
      const close = socket.close.bind(socket);
      return Object.assign(socket, {
        close: () => {
          close();
          if (this.#isOpen && this.#held.length < KEPT) setImmediate(() => this.#isOpen && this.fill());
        },
      });
    };
  }

  #releaseOne(): boolean {
    const descriptor = this.#held.pop();
    if (descriptor === undefined) return false;
    this.#descriptors.release(descriptor);
    return true;
  }
}

/** Whether the process, or the whole system, has as many files and sockets open as it may have. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE";
}
