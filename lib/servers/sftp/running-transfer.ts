/** A running SFTP transfer: its handle in the registry, with a notification of its end. */
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

  /** Ends the transfer. Only the first call has an effect. */
  end(outcome: TransferOutcome, cause: Fault | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.handle.end(outcome, cause);
    this.#onEnd(outcome, cause);
  }
}

/** Registers a transfer that begins now. */
export type OpenTransfer = (transfer: NewTransfer) => RunningTransfer;
