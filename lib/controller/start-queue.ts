/** The start policy of a round: so many access points start at once, the next ones when the batch interval has passed. */
export class StartQueue {
  readonly #batchSize: number;
  #ids: string[] = [];
  /** How many may still start in the present batch. */
  #room = 0;
  #isBatchOpen = false;

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  /** Whether the present batch interval has not passed yet. */
  get isBatchOpen(): boolean {
    return this.#isBatchOpen;
  }
  get hasRoom(): boolean {
    return this.#room > 0;
  }
  get isEmpty(): boolean {
    return this.#ids.length === 0;
  }

  /** @param ids in the order in which they are to start */
  fill(ids: readonly string[]): void {
    this.#ids = [...ids];
  }
  add(id: string): void {
    this.#ids.push(id);
  }
  remove(id: string): void {
    this.#ids = this.#ids.filter((queued) => queued !== id);
  }

  /** The batch interval has passed. */
  closeBatch(): void {
    this.#isBatchOpen = false;
    this.#room = 0;
  }

  /**
   * Starts as many as the batch has room for.
   * @param start false: this one does not wait to start any more
   * @returns whether a new batch was opened, whose interval is to be awaited
   */
  startBatch(start: (id: string) => boolean): boolean {
    const opens = !this.#isBatchOpen;
    if (opens) {
      this.#room = this.#batchSize;
      this.#isBatchOpen = true;
    }
    while (this.#room > 0) {
      const id = this.#ids.shift();
      if (id === undefined) break;
      if (start(id)) this.#room--;
    }
    return opens;
  }
}
