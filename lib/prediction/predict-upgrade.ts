/**
 * How long an upgrade takes: its stages in the best, the likely and the worst case, what takes longest, and what would
 * shorten it. Pure: the same input gives the same prediction.
 */
import {
  type PredictedStage,
  type Prediction,
  predictedStages,
  type RunPrediction,
  type Span,
} from "@/lib/contracts/prediction";
import type { PredictionInput } from "@/lib/contracts/prediction-input";
import { criticalPath } from "./critical-path";
import { foundations, surenessOf } from "./foundations";
import { type Played, playUpgrade, readyMs } from "./play-upgrade";
import type { Moments } from "./round-model";
import { type Case, Scenario } from "./scenario";
import { shorterPlans } from "./shorter-plans";
import type { Pause } from "./virtual-time";

const noPause: Pause = () => Promise.resolve();

/** Requests, reports and rounding that no step of the model has: this share, and so many seconds, at each end. */
const SLACK = { share: 0.01, seconds: 0.5 };

/** Predicts the upgrade that starts now, with what would shorten it. */
export async function predictUpgrade(input: PredictionInput, pause: Pause = noPause): Promise<Prediction> {
  const likely = await playUpgrade(input, "likely", pause);
  return {
    ...(await runPrediction(input, likely, pause)),
    oneRetry: await oneRetry(input, likely, pause),
    shorten: await shorterPlans(input, readyMs(likely), pause),
    restsOn: foundations(input),
  };
}

/** What is kept with a run. It is made while the run begins, so it takes less than half of the work. */
export const predictRun = async (input: PredictionInput, pause: Pause): Promise<RunPrediction> =>
  runPrediction(input, await playUpgrade(input, "likely", pause), pause);

type Stages = Record<PredictedStage, number>;

async function runPrediction(input: PredictionInput, likely: Played, pause: Pause): Promise<RunPrediction> {
  const best = stagesOf(input, "best", await playUpgrade(input, "best", pause));
  const usual = stagesOf(input, "likely", likely);
  const worst = stagesOf(input, "worst", await playUpgrade(input, "worst", pause));
  const span = (ms: (stages: Stages) => number): Span => spanOf(ms(best), ms(usual), ms(worst));
  const sum = (of: readonly PredictedStage[]) => (stages: Stages) =>
    of.reduce((all, stage) => all + stages[stage], 0);
  return {
    clockFactor: input.clockFactor,
    stages: predictedStages.map((stage) => ({ stage, span: span((stages) => stages[stage]) })),
    ready: span(sum(predictedStages.filter((stage) => stage !== "Reload"))),
    all: span(sum(predictedStages)),
    criticalPath: criticalPath(input, likely),
    sureness: surenessOf(input),
  };
}

const stagesOf = (input: PredictionInput, which: Case, { controllerMs, ap, network }: Played): Stages => ({
  "Controller Image Download": controllerMs,
  "AP Image Download": ap.endMs,
  "Network Upgrade": network.endMs,
  Reload: new Scenario(input, which).reloadMs(),
});

/** A faster case may end later, when another order of the same work is less lucky; the span holds all three. */
function spanOf(best: number, likely: number, worst: number): Span {
  const least = Math.min(best, likely, worst) / 1000;
  const most = Math.max(best, likely, worst) / 1000;
  if (most === 0) return { best: 0, likely: 0, worst: 0 };
  return {
    best: Math.max(0, least * (1 - SLACK.share) - SLACK.seconds),
    likely: likely / 1000,
    worst: most * (1 + SLACK.share) + SLACK.seconds,
  };
}

/** The access point that is ready last, if its first download fails at its very end. */
async function oneRetry(
  input: PredictionInput,
  likely: Played,
  pause: Pause,
): Promise<Prediction["oneRetry"]> {
  const last = likely.ap.moments.reduce<Moments | null>(
    (latest, moments) => (moments.settledAt > (latest?.settledAt ?? 0) ? moments : latest),
    null,
  );
  if (last === null) return null;
  const retried = await playUpgrade(input, "likely", pause, last.ap);
  return { name: last.ap.name, seconds: Math.max(0, readyMs(retried) - readyMs(likely)) / 1000 };
}
