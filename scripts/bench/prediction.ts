/**
 * `npm run bench -- prediction`: predicts 200 random upgrades and runs them on a fake clock, then predicts and does the
 * reads of a plan from real servers. Fails when fewer than 90% of the runs end within their range, or the likely time is
 * off by more than 15% in the median. `--quick`: 40 runs.
 */
import { predictionLines, spanText } from "@/lib/contracts/prediction-text";
import { judge, type PredictedRun, predictedRun } from "@/lib/testing/predicted-runs";
import { trialText, tryServers } from "./prediction-wire";

const LEAST_INSIDE = 0.9;
const MOST_MEDIAN_ERROR = 0.15;

export async function benchPrediction({ quick }: { quick: boolean }): Promise<void> {
  const count = quick ? 40 : 200;
  const runs: PredictedRun[] = [];
  for (let seed = 1; seed <= count; seed++) runs.push(await predictedRun(seed));
  const { inside, medianError } = judge(runs);
  const widths = runs
    .map(({ prediction: { ready } }) => (ready.worst - ready.best) / ready.likely)
    .toSorted((a, b) => a - b);
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
  console.log(`${count} random upgrades: ${percent(inside)} end within their range`);
  console.log(`likely time off by ${percent(medianError)} in the median`);
  console.log(
    `range as wide as ${percent(widths[widths.length >> 1] ?? 0)} of the likely time in the median`,
  );
  for (const { seed, prediction, realSeconds } of runs) {
    const { best, worst } = prediction.ready;
    if (realSeconds < best || realSeconds > worst)
      console.log(`  seed ${seed}: ${spanText(prediction.ready)}, took ${realSeconds.toFixed(0)} s`);
  }
  const [example] = runs;
  if (example) console.log(`\nSeed 1:\n${predictionLines(example.prediction).join("\n")}`);
  console.log("\nReads from real servers, predicted from three earlier ones:");
  for (const trial of await tryServers()) console.log(trialText(trial));
  if (inside < LEAST_INSIDE || medianError > MOST_MEDIAN_ERROR) process.exitCode = 1;
}
