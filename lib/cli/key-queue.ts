/** The queue of typed keys. It pauses the input when it is full, and ends a wait for a key when the input ends. */
import type { Key } from "./keys";

/** The most keys that may be typed ahead while a command runs; then the input is paused. */
const MAX_QUEUED = 8192;

const isEnter = (key: Key | undefined): boolean =>
  key !== undefined && "control" in key && key.control === "enter";

export class KeyQueue {
  readonly #setInputWanted: (wanted: boolean) => void;
  #keys: Key[] = [];
  #position = 0;
  #isEnded = false;
  #isPaused = false;
  #isWaiting = false;
  #wake: () => void = () => undefined;

  /** @param setInputWanted called with false to pause the input and with true to resume it */
  constructor(setInputWanted: (wanted: boolean) => void) {
    this.#setInputWanted = setInputWanted;
  }

  /** Whether a `next` call is waiting for a key. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Whether the input has ended. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Adds keys to the queue. */
  push(keys: readonly Key[]): void {
    for (const key of keys) this.#keys.push(key);
    this.#pauseOrResume();
    this.#wake();
  }

  /** Removes all queued keys. */
  clear(): void {
    this.#keys = [];
    this.#position = 0;
    this.#pauseOrResume();
  }

  /** Ends the input. Queued keys can still be taken. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The next key; undefined when the queue is empty. */
  take(): Key | undefined {
    const key = this.#keys[this.#position];
    if (key === undefined) return undefined;
    this.#position++;
    if (this.#position === this.#keys.length || this.#position > MAX_QUEUED) {
      this.#keys = this.#keys.slice(this.#position);
      this.#position = 0;
    }
    this.#pauseOrResume();
    return key;
  }

  /** Waits for the next key; undefined when the input has ended. */
  async next(): Promise<Key | undefined> {
    this.#isWaiting = true;
    while (this.#position >= this.#keys.length && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isWaiting = false;
    return this.take();
  }

  /** Removes the next key if it is an Enter. */
  dropEnter(): void {
    if (isEnter(this.#keys[this.#position])) this.take();
  }

  /** Removes the rest of a short word such as `yes` and its Enter, if both are queued. */
  dropWord(): void {
    const rest = this.#keys.slice(this.#position, this.#position + 4);
    const end = rest.findIndex(isEnter);
    const isWord = rest.slice(0, end).every((key) => "text" in key && /[a-z]/i.test(key.text));
    for (let i = 0; end >= 0 && isWord && i <= end; i++) this.take();
  }

  #pauseOrResume(): void {
    const queued = this.#keys.length - this.#position;
    if (this.#isPaused ? queued > MAX_QUEUED / 4 : queued <= MAX_QUEUED) return;
    this.#isPaused = !this.#isPaused;
    this.#setInputWanted(!this.#isPaused);
  }
}
