/** The start policy of a round: so many access points start at once, the next ones when the batch interval has passed. */
export class StartQueue {
  readonly #batchSize: number;
  #ids: string[] = [];
  /** How many may still start in the present batch. */
  #room = 0;
  #isBatchOpen = false;
  /** Batches opened since the round began. */
  #opened = 0;
  /** Places in the order of start: place p starts in batch p / batchSize. Undefined after a change of the order. */
  #places: Map<string, number> | undefined;
  #revision = 0;

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
  get size(): number {
    return this.#ids.length;
  }
  /** The number of the next batch, counted from 1, and how many of the queued start in it. */
  get next(): { batch: number; size: number } {
    return { batch: this.#opened + 1, size: Math.min(this.#batchSize, this.#ids.length) };
  }
  /** Changes when somebody may have come into another batch. */
  get revision(): number {
    return this.#revision;
  }

  /** The batch in which it starts; null when it is not queued. */
  batchOf(id: string): number | null {
    this.#places ??= new Map(this.#ids.map((queued, i) => [queued, this.#firstPlace + i]));
    const place = this.#places.get(id);
    return place === undefined ? null : Math.floor(place / this.#batchSize) + 1;
  }

  /** @param ids in the order in which they are to start */
  fill(ids: readonly string[]): void {
    this.#ids = [...ids];
    this.#reorder();
  }
  add(id: string): void {
    this.#places?.set(id, this.#firstPlace + this.#ids.length);
    this.#ids.push(id);
  }
  remove(id: string): void {
    this.removeAll(new Set([id]));
  }
  removeAll(ids: ReadonlySet<string>): void {
    const remaining = this.#ids.filter((queued) => !ids.has(queued));
    if (remaining.length === this.#ids.length) return;
    this.#ids = remaining;
    this.#reorder();
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
      this.#opened++;
    }
    let taken = 0;
    while (this.#room > 0) {
      const id = this.#ids.shift();
      if (id === undefined) break;
      taken++;
      this.#places?.delete(id);
      if (start(id)) this.#room--;
    }
    // Those behind a whole batch keep their places. Behind any other number they come into an earlier batch.
    if (this.#ids.length > 0 && !(opens && taken === this.#batchSize)) this.#reorder();
    return opens;
  }

  get #firstPlace(): number {
    return this.#opened * this.#batchSize;
  }

  #reorder(): void {
    this.#places = undefined;
    this.#revision++;
  }
}
