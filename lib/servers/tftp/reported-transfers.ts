/**
 * The transfers of the packet thread as the engine hears of them: their start and end at once, their counters four times
 * a second in one message for all, so that a packet costs nothing but the increments of its handle.
 */
import type { Cancel, Clock } from "@/lib/kit/clock";
import { type NewTransfer, NO_OPTIONS, TransferHandle } from "../transfer";
import { type FromTftpThread, PROGRESS_FIELDS } from "./tftp-channel";

const REPORT_EVERY_MS = 250;

type Reported = { number: number; handle: TransferHandle; abort(): void; bytes: number; repeated: number };

export class ReportedTransfers {
  readonly #wall: Clock;
  readonly #post: (message: FromTftpThread) => void;
  /** By the id of the handle. */
  readonly #running = new Map<string, Reported>();
  #count = 0;
  #timer: Cancel | undefined;

  constructor(wall: Clock, post: (message: FromTftpThread) => void) {
    this.#wall = wall;
    this.#post = post;
  }

  /** Reports a transfer that begins now. */
  open({ abort, ...started }: NewTransfer): TransferHandle {
    const number = ++this.#count;
    const options = { ...NO_OPTIONS, ...started.options };
    const handle = new TransferHandle(`${number}`, null, started.size, options, {
      end: (id, outcome, cause) => {
        const reported = this.#take(id);
        if (reported)
          this.#post({
            kind: "ended",
            transfer: number,
            outcome,
            cause,
            counters: countersOf([reported]),
          });
      },
      // The server does not know the digests of the files.
      verified: () => undefined,
      discard: (id) => {
        if (this.#take(id)) this.#post({ kind: "discarded", transfer: number });
      },
    });
    this.#running.set(handle.id, { number, handle, abort, bytes: 0, repeated: 0 });
    this.#post({ kind: "opened", transfer: number, started });
    this.#arm();
    return handle;
  }

  /** Asks a transfer to stop. */
  abort(number: number): void {
    this.#running.get(`${number}`)?.abort();
  }

  #take(id: string): Reported | undefined {
    const reported = this.#running.get(id);
    this.#running.delete(id);
    return reported;
  }

  #arm(): void {
    this.#timer ??= this.#wall.after(REPORT_EVERY_MS, () => {
      this.#timer = undefined;
      this.#report();
      if (this.#running.size > 0) this.#arm();
    });
  }

  #report(): void {
    const changed: Reported[] = [];
    for (const reported of this.#running.values()) {
      const { bytes, retransmissions, duplicates } = reported.handle;
      const repeated = retransmissions + duplicates;
      if (bytes === reported.bytes && repeated === reported.repeated) continue;
      reported.bytes = bytes;
      reported.repeated = repeated;
      changed.push(reported);
    }
    if (changed.length > 0) this.#post({ kind: "progress", counters: countersOf(changed) });
  }
}

function countersOf(transfers: readonly Reported[]): Float64Array {
  const counters = new Float64Array(transfers.length * PROGRESS_FIELDS);
  transfers.forEach(({ number, handle }, i) => {
    counters.set([number, handle.bytes, handle.retransmissions, handle.duplicates], i * PROGRESS_FIELDS);
  });
  return counters;
}
