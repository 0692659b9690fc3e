/**
 * How long an upgrade takes: its stages in the best, the likely and the worst case, what takes longest, and what would
 * shorten it. Pure: the same input gives the same prediction.
 */
import { type PredictedStage, type Prediction, predictedStages, type Span } from "@/lib/contracts/prediction";
import type { PredictionInput } from "@/lib/contracts/prediction-input";
import { criticalPath } from "./critical-path";
import { foundations, surenessOf } from "./foundations";
import { type Played, playUpgrade, readyMs } from "./play-upgrade";
import type { Moments } from "./round-model";
import { shorterPlans } from "./shorter-plans";

/** Requests, reports and roundings that no step of the model has: this share, and so many seconds, at each end. */
const SLACK = { share: 0.01, seconds: 0.5 };

/** Predicts the upgrade that starts now. */
export function predictUpgrade(input: PredictionInput): Prediction {
  const best = playUpgrade(input, "best");
  const likely = playUpgrade(input, "likely");
  const worst = playUpgrade(input, "worst");
  const span = (ms: (played: Played) => number): Span => spanOf(ms(best), ms(likely), ms(worst));
  const stageMs: Record<PredictedStage, (played: Played) => number> = {
    "Controller Image Download": ({ controllerMs }) => controllerMs,
    "AP Image Download": ({ ap }) => ap.endMs,
    "Network Upgrade": ({ network }) => network.endMs,
    Reload: ({ reloadMs }) => reloadMs,
  };
  return {
    clockFactor: input.clockFactor,
    stages: predictedStages.map((stage) => ({ stage, span: span(stageMs[stage]) })),
    ready: span(readyMs),
    all: span((played) => readyMs(played) + played.reloadMs),
    criticalPath: criticalPath(input, likely),
    oneRetry: oneRetry(input, likely),
    shorten: shorterPlans(input, readyMs(likely)),
    restsOn: foundations(input),
    sureness: surenessOf(input),
  };
}

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
function oneRetry(input: PredictionInput, likely: Played): Prediction["oneRetry"] {
  const last = likely.ap.moments.reduce<Moments | null>(
    (latest, moments) => (moments.settledAt > (latest?.settledAt ?? 0) ? moments : latest),
    null,
  );
  if (last === null) return null;
  const retried = playUpgrade(input, "likely", last.ap);
  return { name: last.ap.name, seconds: Math.max(0, readyMs(retried) - readyMs(likely)) / 1000 };
}
