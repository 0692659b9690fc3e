/** One file on its way over SFTP: its counters in the registry, and its end, which the server hears of too. */
import type { Fault } from "@/lib/contracts/fault";
import type { NewTransfer, TransferHandle } from "../transfer";

export type TransferOutcome = "complete" | "failed" | "aborted";

export class RunningTransfer {
  readonly handle: TransferHandle;
  readonly #onEnd: (outcome: TransferOutcome, cause: Fault | null) => void;
  #ended = false;

  constructor(handle: TransferHandle, onEnd: (outcome: TransferOutcome, cause: Fault | null) => void) {
    this.handle = handle;
    this.#onEnd = onEnd;
  }

  /** Only the first call counts. */
  end(outcome: TransferOutcome, cause: Fault | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.handle.end(outcome, cause);
    this.#onEnd(outcome, cause);
  }
}

export type OpenTransfer = (transfer: NewTransfer) => RunningTransfer;
