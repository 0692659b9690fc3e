import { expect, it } from "vitest";
import { SerialQueue } from "./serial-queue";

it("runs one task at a time, in order, and continues after a task that failed", async () => {
  const queue = new SerialQueue();
  const steps: string[] = [];
  const finish: (() => void)[] = [];
  const first = queue.run(async () => {
    steps.push("first starts");
    await new Promise<void>((resolve) => finish.push(resolve));
    steps.push("first fails");
    throw new Error("failed");
  });
  const second = queue.run(() => {
    steps.push("second");
    return Promise.resolve(2);
  });
  await Promise.resolve();
  expect(steps).toEqual(["first starts"]);
  finish[0]?.();
  await expect(first).rejects.toThrow("failed");
  expect(await second).toBe(2);
  expect(steps).toEqual(["first starts", "first fails", "second"]);
});
