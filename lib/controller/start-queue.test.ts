import fc from "fast-check";
import { expect, test } from "vitest";
import { StartQueue } from "./start-queue";

const ids = (n: number) => Array.from({ length: n }, (_, i) => `ap-${i}`);

test("the queued know their batch, counted from the start of the round", () => {
  const queue = new StartQueue(2);
  queue.fill(ids(5));
  expect(ids(5).map((id) => queue.batchOf(id))).toEqual([1, 1, 2, 2, 3]);
  queue.startBatch(() => true);
  expect(ids(5).map((id) => queue.batchOf(id))).toEqual([null, null, 2, 2, 3]);
  expect(queue.next).toEqual({ batch: 2, size: 2 });
});

test("a whole batch that starts moves nobody, and one who leaves moves those behind", () => {
  const queue = new StartQueue(2);
  queue.fill(ids(6));
  queue.startBatch(() => true);
  const before = queue.revision;
  queue.closeBatch();
  queue.startBatch(() => true);
  expect(queue.revision).toBe(before);
  queue.remove("ap-4");
  expect(queue.revision).toBe(before + 1);
  expect(queue.batchOf("ap-5")).toBe(3);
});

test("whatever is added, removed and skipped, each starts in the batch that was last said of it", () => {
  const operation = fc.oneof(
    fc.constant("add"),
    fc.constant("remove"),
    fc.constant("batch"),
    fc.constant("skip"),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 12 }),
      fc.array(operation, { maxLength: 20 }),
      (batchSize, count, operations) => {
        const queue = new StartQueue(batchSize);
        const queued = new Set(ids(count));
        queue.fill([...queued]);
        let batch = 0;
        const startBatch = (skips: boolean) => {
          queue.closeBatch();
          batch++;
          const said = new Map([...queued].map((id) => [id, queue.batchOf(id)]));
          let first = true;
          queue.startBatch((id) => {
            queued.delete(id);
            const skipped = skips && first;
            first = false;
            if (!skips) expect(said.get(id)).toBe(batch);
            return !skipped;
          });
        };
        operations.forEach((what, i) => {
          if (what === "add") {
            queue.add(`new-${i}`);
            queued.add(`new-${i}`);
          } else if (what === "remove") {
            const [id] = queued;
            if (id === undefined) return;
            queue.remove(id);
            queued.delete(id);
          } else startBatch(what === "skip");
          expect(queue.size).toBe(queued.size);
          for (const id of queued) expect(queue.batchOf(id)).toBeGreaterThan(batch);
        });
      },
    ),
    { numRuns: 200 },
  );
});
