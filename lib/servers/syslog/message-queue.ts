/** Messages that wait for their collector: first in, first out, and bounded; the oldest go when there is no room. */

export class MessageQueue {
  readonly #maxBytes: number;
  /** Those before `#first` are gone; the array is cut now and then, not at each step. */
  #messages: (Uint8Array | undefined)[] = [];
  #first = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#messages.length - this.#first;
  }

  get first(): Uint8Array | undefined {
    return this.#messages[this.#first];
  }

  /**
   * @param isFirstTaken the first is on its way and stays
   * @returns how many had to go for this one
   */
  push(message: Uint8Array, isFirstTaken: boolean): number {
    if (this.#first > 1024 && this.#first * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
    this.#messages.push(message);
    this.#bytes += message.length;
    const kept = isFirstTaken ? 1 : 0;
    let gone = 0;
    while (this.#bytes > this.#maxBytes && this.length > kept + 1) {
      this.#drop(kept);
      gone++;
    }
    return gone;
  }

  /** The oldest but `kept`, which move up behind the gap. */
  #drop(kept: 0 | 1): void {
    const first = this.shift();
    if (kept === 0 || first === undefined) return;
    this.shift();
    this.#messages[--this.#first] = first;
    this.#bytes += first.length;
  }

  shift(): Uint8Array | undefined {
    const message = this.first;
    if (message === undefined) return undefined;
    this.#messages[this.#first++] = undefined;
    this.#bytes -= message.length;
    return message;
  }

  /** Takes everything out, in order. */
  takeAll(): Uint8Array[] {
    const all = this.#messages.slice(this.#first).filter((message) => message !== undefined);
    this.#messages = [];
    this.#first = 0;
    this.#bytes = 0;
    return all;
  }
}
