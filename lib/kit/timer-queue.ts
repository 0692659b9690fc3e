/** A priority queue of timers: the earliest first, and equal times in the order in which they were added. */

/** `order` decides between equal `dueAt`, which are milliseconds. */
export type Timed = { readonly dueAt: number; readonly order: number };

/** A binary heap. */
export class TimerQueue<T extends Timed> {
  readonly #heap: T[] = [];

  get first(): T | undefined {
    return this.#heap[0];
  }

  get size(): number {
    return this.#heap.length;
  }

  push(item: T): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at] as T, heap[parent] as T)) break;
      [heap[at], heap[parent]] = [heap[parent] as T, heap[at] as T];
      at = parent;
    }
  }

  /** Removes and returns the first item. */
  shift(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < heap.length && before(heap[left] as T, heap[least] as T)) least = left;
      if (right < heap.length && before(heap[right] as T, heap[least] as T)) least = right;
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least] as T, heap[at] as T];
      at = least;
    }
  }
}

const before = (a: Timed, b: Timed) => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
