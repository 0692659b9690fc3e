/** One kind of use of the console, repeated until the soak ends, with what went wrong in it. */
import { setTimeout as delay } from "node:timers/promises";

/** So many different faults are kept; the others are only counted. */
const KEPT_FAULTS = 10;

/** Resolves with false when there was nothing to do; rejects when the console did something wrong. */
export type Step = (signal: AbortSignal) => Promise<unknown>;

export class Load {
  /** What one step is, in the plural: `searches`. */
  readonly name: string;
  /** Steps that ended well. */
  done = 0;
  faults = 0;
  readonly #kept = new Set<string>();
  readonly #step: Step;
  readonly #everyMs: number;

  constructor(name: string, everyMs: number, step: Step) {
    this.name = name;
    this.#everyMs = everyMs;
    this.#step = step;
  }

  /** The different faults, without those that were only counted. */
  get kept(): readonly string[] {
    return [...this.#kept];
  }

  /** Resolves after the signal, when the step under way has ended. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if ((await this.#step(signal)) !== false) this.done++;
      } catch (cause) {
        // What the end of the soak cuts off is no fault.
        if (!signal.aborted) this.#note(cause);
      }
      await pause(this.#everyMs, signal);
    }
  }

  #note(cause: unknown): void {
    this.faults++;
    if (this.#kept.size < KEPT_FAULTS) this.#kept.add(sentenceOf(cause));
  }
}

/** `fetch` says why it failed in the cause only. */
function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}

/** Resolves after the time, or at once when the soak ends. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
