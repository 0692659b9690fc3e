import fc from "fast-check";
import { expect, it } from "vitest";
import { TimerQueue } from "./timer-queue";

it("returns items by time, and items with the same time in the order in which they were added", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { freq: 3 })), (steps) => {
      const queue = new TimerQueue();
      let waiting: { dueAt: number; order: number }[] = [];
      for (const [order, dueAt] of steps.entries()) {
        if (dueAt === null) {
          const [first] = waiting;
          expect(queue.first).toBe(first);
          expect(queue.shift()).toBe(first);
          waiting = waiting.slice(1);
        } else {
          const timer = { dueAt, order };
          queue.push(timer);
          waiting = [...waiting, timer].sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);
        }
        expect(queue.size).toBe(waiting.length);
      }
    }),
    { numRuns: 200 },
  );
});
