/** Keys that were typed and not taken yet. It tells when its peer is to be held back, and ends what waits for a key. */
import type { Key } from "./keys";

/** Keys that may wait, as type-ahead behind a running command; beyond it the peer is held back. */
const MAX_WAITING = 8192;

const isEnter = (key: Key | undefined): boolean =>
  key !== undefined && "control" in key && key.control === "enter";

export class KeyQueue {
  readonly #flow: (wanted: boolean) => void;
  #keys: Key[] = [];
  #next = 0;
  #ended = false;
  #held = false;
  #listening = false;
  #wake: () => void = () => undefined;

  /** @param flow told false when no more keys are wanted for now, and true when they are again */
  constructor(flow: (wanted: boolean) => void) {
    this.#flow = flow;
  }

  /** Somebody waits for a key right now. */
  get listening(): boolean {
    return this.#listening;
  }

  /** No key will be added any more. */
  get ended(): boolean {
    return this.#ended;
  }

  push(keys: readonly Key[]): void {
    for (const key of keys) this.#keys.push(key);
    this.#regulate();
    this.#wake();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#keys = [];
    this.#next = 0;
    this.#regulate();
  }

  /** No key comes any more; those that wait are still taken. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The next key if there is one by now. */
  take(): Key | undefined {
    const key = this.#keys[this.#next];
    if (key === undefined) return undefined;
    this.#next++;
    if (this.#next === this.#keys.length || this.#next > MAX_WAITING) {
      this.#keys = this.#keys.slice(this.#next);
      this.#next = 0;
    }
    this.#regulate();
    return key;
  }

  /** The next key; undefined when none will come. */
  async wait(): Promise<Key | undefined> {
    this.#listening = true;
    while (this.#next >= this.#keys.length && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#listening = false;
    return this.take();
  }

  /** Drops an Enter that is next. */
  dropEnter(): void {
    if (isEnter(this.#keys[this.#next])) this.take();
  }

  /** Drops what is left of a word like `yes` and its Enter, when both are here. */
  dropWord(): void {
    const rest = this.#keys.slice(this.#next, this.#next + 4);
    const end = rest.findIndex(isEnter);
    const isWord = rest.slice(0, end).every((key) => "text" in key && /[a-z]/i.test(key.text));
    for (let i = 0; end >= 0 && isWord && i <= end; i++) this.take();
  }

  #regulate(): void {
    const waiting = this.#keys.length - this.#next;
    if (this.#held ? waiting > MAX_WAITING / 4 : waiting <= MAX_WAITING) return;
    this.#held = !this.#held;
    this.#flow(!this.#held);
  }
}
