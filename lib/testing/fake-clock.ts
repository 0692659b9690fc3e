/** A clock that only a test advances. Timers fire by time, and timers with the same time in the order in which they were set. */
import type { Clock } from "@/lib/kit/clock";
import { type Timed, TimerQueue } from "@/lib/kit/timer-queue";

type Timer = Timed & { fn: () => void };

export type FakeClock = Clock & {
  /** Sets the clock forward or back by `ms`. No timer fires, because no time elapses. */
  step(ms: number): void;
  /** Advances by `ms` and fires the timers that become due. */
  advance(ms: number): void;
  /** As `advance`, and lets promises settle between timers. */
  run(ms: number): Promise<void>;
  /** Advances until `condition` returns true. Throws after `limitMs` of this clock. */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  /** Number of timers that wait and are not canceled. */
  readonly waiting: number;
};

/** @param startAt milliseconds since the epoch; the default is 1 February 2024, 17:05:37.108 UTC, as in the captured logs */
export function fakeClock(startAt = Date.UTC(2024, 1, 1, 17, 5, 37, 108)): FakeClock {
  let now = startAt;
  let stepped = 0;
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
  // setImmediate runs after all promise callbacks that are ready.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    now: () => now + stepped,
    elapsed: () => now,
    step(ms) {
      stepped += ms;
    },
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
          if (!fireNext(limit)) throw new Error("no timer waits any more, and the condition is still false");
        }
        await settle();
      }
    },
    get waiting() {
      return queue.size - canceled.size;
    },
  };
}
