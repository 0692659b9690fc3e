import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { Retention } from "./retention";

function rig(prune: () => Promise<unknown> = () => Promise.resolve()) {
  const clock = fakeClock();
  const faults: unknown[] = [];
  const retention = new Retention(clock, (cause) => void faults.push(cause));
  const pruned: string[] = [];
  const stored: number[] = [];
  const kind = (name: string, everyRows: number) =>
    retention.countAppends(
      async (rows: readonly number[]) => void stored.push(...rows),
      everyRows,
      async () => {
        pruned.push(name);
        await prune();
      },
    );
  return { clock, faults, retention, pruned, stored, logs: kind("logs", 100), events: kind("events", 1000) };
}
const rows = (count: number) => Array.from({ length: count }, (_, i) => i);

test("all tables are pruned at the start and then every hour", async () => {
  const { clock, retention, pruned } = rig();
  await retention.start();
  expect(pruned).toEqual(["logs", "events"]);
  await clock.run(3_599_000);
  expect(pruned).toHaveLength(2);
  await clock.run(1000);
  expect(pruned).toHaveLength(4);
  await clock.run(3 * 3_600_000);
  expect(pruned).toHaveLength(10);
  await retention.stop();
  expect(clock.waiting).toBe(0);
});

test("a table is pruned within the hour when many rows were appended to it, each by its own count", async () => {
  const { clock, retention, pruned, logs, events, stored } = rig();
  await retention.start();
  for (let i = 0; i < 25; i++) await logs(rows(10));
  for (let i = 0; i < 25; i++) await events(rows(10));
  await clock.run(1000);
  expect(stored).toHaveLength(500);
  expect(pruned).toEqual(["logs", "events", "logs", "logs"]);
});

test("appending does not wait for pruning, and prunings run one at a time", async () => {
  const finish: (() => void)[] = [];
  const { clock, retention, pruned, logs } = rig(() => new Promise<void>((resolve) => finish.push(resolve)));
  const started = retention.start();
  for (let i = 0; i < 5; i++) await logs(rows(100));
  await clock.run(0);
  expect(pruned).toEqual(["logs"]);
  while (pruned.length < 7) {
    finish.shift()?.();
    await clock.run(0);
  }
  await started;
  // Prunings that are still queued at the stop are left for the next start.
  const stopped = retention.stop();
  finish.shift()?.();
  await stopped;
  expect(pruned).toHaveLength(7);
});

test("a failed pruning is reported and tried again an hour later", async () => {
  const { clock, retention, pruned, faults } = rig(() => Promise.reject(new Error("disk full")));
  await retention.start();
  expect(faults).toHaveLength(2);
  await clock.run(3_600_000);
  expect(pruned).toHaveLength(4);
  expect(faults).toHaveLength(4);
});
