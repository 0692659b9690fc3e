/** A clock that moves only when a test says so. Timers fire in the order of their due times, ties in the order armed. */
import type { Clock } from "@/lib/kit/clock";

type Timer = { dueAt: number; order: number; fn: () => void };

/** Binary heap by due time: a fleet of thousands arms many timers. */
class TimerQueue {
  readonly #heap: Timer[] = [];

  get first(): Timer | undefined {
    return this.#heap[0];
  }
  get size(): number {
    return this.#heap.length;
  }
  push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at] as Timer, heap[parent] as Timer)) break;
      [heap[at], heap[parent]] = [heap[parent] as Timer, heap[at] as Timer];
      at = parent;
    }
  }
  shift(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < heap.length && before(heap[left] as Timer, heap[least] as Timer)) least = left;
      if (right < heap.length && before(heap[right] as Timer, heap[least] as Timer)) least = right;
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least] as Timer, heap[at] as Timer];
      at = least;
    }
  }
}
const before = (a: Timer, b: Timer) => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);

export type FakeClock = Clock & {
  /** Moves on by `ms`, firing what becomes due on the way. */
  advance(ms: number): void;
  /** Moves on by `ms` and lets promises settle between timers, for code that awaits. */
  run(ms: number): Promise<void>;
  /** Runs until `condition` holds; throws after `limitMs` of this clock. */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  /** Timers that wait and were not cancelled. */
  readonly waiting: number;
};

/** @param startAt milliseconds since the epoch; the default is the article's 1 February 2024, 17:05:37.108 UTC. */
export function fakeClock(startAt = Date.UTC(2024, 1, 1, 17, 5, 37, 108)): FakeClock {
  let now = startAt;
  let order = 0;
  const queue = new TimerQueue();
  const cancelled = new Set<Timer>();

  const fireNext = (limit: number): boolean => {
    for (;;) {
      const next = queue.first;
      if (next === undefined || next.dueAt > limit) return false;
      queue.shift();
      if (cancelled.delete(next)) continue;
      now = Math.max(now, next.dueAt);
      next.fn();
      return true;
    }
  };
  // setImmediate lets every promise that is ready run, however long its chain.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    now: () => now,
    after(delayMs, fn) {
      const timer = { dueAt: now + Math.max(0, delayMs), order: order++, fn };
      queue.push(timer);
      let live = true;
      timer.fn = () => {
        live = false;
        fn();
      };
      return () => {
        if (live) cancelled.add(timer);
        live = false;
      };
    },
    advance(ms) {
      const limit = now + ms;
      while (fireNext(limit));
      now = limit;
    },
    async run(ms) {
      const limit = now + ms;
      await settle();
      while (fireNext(limit)) await settle();
      now = limit;
    },
    async until(condition, limitMs = 3_600_000) {
      const limit = now + limitMs;
      await settle();
      while (!condition()) {
        if (!fireNext(limit)) {
          await settle();
          if (condition()) return;
          if (!fireNext(limit)) throw new Error("nothing waits any more, and it has not happened");
        }
        await settle();
      }
    },
    get waiting() {
      return queue.size - cancelled.size;
    },
  };
}
