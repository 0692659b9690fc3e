/** Runs asynchronous tasks one after another, in the order in which they were added. */

export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the task when all tasks added before it have settled. Resolves or rejects as the task does. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
