/** The log lines of `terminal monitor`: keeps them until the terminal is where a line can be printed. */
import type { LogLine } from "@/lib/contracts/logs";

/** Lines that are kept while a listing is printed; later ones are dropped. */
const MAX_QUEUED_LINES = 500;

type Subscribe = (listener: (line: LogLine) => void) => () => void;

export class LogMonitor {
  readonly #subscribe: Subscribe;
  readonly #onLine: () => void;
  readonly #queue: LogLine[] = [];
  #unsubscribe: (() => void) | undefined;

  /**
   * @param subscribe subscribes to new log lines
   * @param onLine called when a line was added to the queue
   */
  constructor(subscribe: Subscribe, onLine: () => void) {
    this.#subscribe = subscribe;
    this.#onLine = onLine;
  }

  /** Starts or stops collecting lines. Queued lines are kept. */
  setEnabled(isEnabled: boolean): void {
    if (!isEnabled) {
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
      return;
    }
    this.#unsubscribe ??= this.#subscribe((line) => {
      if (this.#queue.length < MAX_QUEUED_LINES) this.#queue.push(line);
      this.#onLine();
    });
  }

  /** Takes the oldest queued line. */
  take(): LogLine | undefined {
    return this.#queue.shift();
  }
}
