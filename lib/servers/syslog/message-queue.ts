/** A bounded FIFO queue of messages for a collector: the oldest are dropped when it is full. */

export class MessageQueue {
  readonly #maxBytes: number;
  /** Messages before `#first` have been removed; the array is shortened only now and then. */
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
   * Adds a message.
   * @param isFirstTaken the first message is being sent and must stay
   * @returns how many messages were dropped for it
   */
  push(message: Uint8Array, isFirstTaken: boolean): number {
    if (this.#first > 1024 && this.#first * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
    this.#messages.push(message);
    this.#bytes += message.length;
    const kept = isFirstTaken ? 1 : 0;
    let dropped = 0;
    while (this.#bytes > this.#maxBytes && this.length > kept + 1) {
      this.#drop(kept);
      dropped++;
    }
    return dropped;
  }

  /** Drops the oldest message, or the second oldest when the first must stay. */
  #drop(kept: 0 | 1): void {
    const first = this.shift();
    if (kept === 0 || first === undefined) return;
    this.shift();
    this.#messages[--this.#first] = first;
    this.#bytes += first.length;
  }

  /** Removes and returns the oldest message. */
  shift(): Uint8Array | undefined {
    const message = this.first;
    if (message === undefined) return undefined;
    this.#messages[this.#first++] = undefined;
    this.#bytes -= message.length;
    return message;
  }

  /** Removes and returns all messages, in order. */
  takeAll(): Uint8Array[] {
    const all = this.#messages.slice(this.#first).filter((message) => message !== undefined);
    this.#messages = [];
    this.#first = 0;
    this.#bytes = 0;
    return all;
  }
}
