/** A clock that moves only when a test says so. Timers fire in the order of their due times, ties in the order armed. */
import type { Clock } from "@/lib/kit/clock";
import { type Timed, TimerQueue } from "@/lib/kit/timer-queue";

type Timer = Timed & { fn: () => void };

export type FakeClock = Clock & {
  /** Moves on by `ms`, firing what becomes due on the way. */
  advance(ms: number): void;
  /** Moves on by `ms` and lets promises settle between timers, for code that awaits. */
  run(ms: number): Promise<void>;
  /** Runs until `condition` holds; throws after `limitMs` of this clock. */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  /** Timers that wait and were not canceled. */
  readonly waiting: number;
};

/** @param startAt milliseconds since the epoch; the default is the time of a captured log, 1 February 2024, 17:05:37.108 UTC. */
export function fakeClock(startAt = Date.UTC(2024, 1, 1, 17, 5, 37, 108)): FakeClock {
  let now = startAt;
  let order = 0;
  const queue = new TimerQueue<Timer>();
  const canceled = new Set<Timer>();

  const fireNext = (limit: number): boolean => {
    for (;;) {
      const next = queue.first;
      if (next === undefined || next.dueAt > limit) return false;
      queue.shift();
      if (canceled.delete(next)) continue;
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
      const timer: Timer = { dueAt: now + Math.max(0, delayMs), order: order++, fn };
      queue.push(timer);
      let live = true;
      timer.fn = () => {
        live = false;
        fn();
      };
      return () => {
        if (live) canceled.add(timer);
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
      return queue.size - canceled.size;
    },
  };
}
