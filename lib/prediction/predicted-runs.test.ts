/** What is predicted happens. `npm run bench -- prediction` does this with 200 runs. */
import { expect, test } from "vitest";
import { judge, type PredictedRun, predictedRun } from "@/lib/testing/predicted-runs";

const RUNS = 12;

test(`of ${RUNS} random upgrades nine in ten end within their range, and the likely time is close in the median`, async () => {
  const runs: PredictedRun[] = [];
  for (let seed = 1; seed <= RUNS; seed++) runs.push(await predictedRun(seed));
  const { inside, medianError } = judge(runs);
  expect(inside).toBeGreaterThanOrEqual(0.9);
  expect(medianError).toBeLessThanOrEqual(0.15);
});
