/** How long the planned upgrade takes, when to start it, and whether it fits into the window. */
"use client";

import { clsx } from "clsx";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { textTone } from "@/components/ui/tone";
import type { Prediction } from "@/lib/contracts/prediction";
import { spanText } from "@/lib/contracts/prediction-text";
import { latestStart } from "@/lib/contracts/readiness/latest-start";
import { predictionNote } from "@/lib/contracts/readiness/prediction-note";
import type { ReadinessReport } from "@/lib/contracts/readiness/report";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { verdictLooks } from "./verdict-look";

export function PredictionPanel({ report }: { report: ReadinessReport }) {
  const { prediction, facts } = report;
  const { predicted } = facts.plan;
  return (
    <section aria-label="Prediction">
      <Panel
        title="Prediction"
        description="From Save & Download until the new version can be activated, on real devices"
      >
        {prediction === null ? (
          <p className="text-ink-3">{predicted.known ? "There is no prediction." : predicted.reason}</p>
        ) : (
          <Predicted prediction={prediction} report={report} />
        )}
      </Panel>
    </section>
  );
}

function Predicted({ prediction, report }: { prediction: Prediction; report: ReadinessReport }) {
  const { ready, criticalPath, stages, oneRetry, shorten, restsOn, sureness } = prediction;
  const note = predictionNote(report);
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-3 gap-3">
        <Amount name="Best" seconds={ready.best} />
        <Amount name="Likely" seconds={ready.likely} />
        <Amount name="Worst" seconds={ready.worst} />
      </dl>
      {note !== null && <p className="text-warn-text">{note}</p>}
      <p className="text-ink">{criticalPath}</p>
      <WindowLines prediction={prediction} report={report} />
      <details className="text-[0.8125rem] text-ink-2">
        <summary className="min-h-6 text-ink">
          Stages, ways to shorten the upgrade, and basis of the prediction
        </summary>
        <ul className="mt-1 flex list-disc flex-col gap-1 pl-5">
          {stages
            .filter(({ span }) => span.worst > 0)
            .map(({ stage, span }) => (
              <li key={stage} className="num">
                {stage}: {spanText(span)}.
              </li>
            ))}
          {oneRetry !== null && (
            <li className="num">
              If the last download, to {oneRetry.name}, fails once: {formatDuration(oneRetry.seconds)} more.
            </li>
          )}
          {shorten.map(({ text, seconds }) => (
            <li key={text} className="num">
              {text}: {formatDuration(seconds)} less.
            </li>
          ))}
          {restsOn.map(({ text }) => (
            <li key={text} className="num">
              {text}
            </li>
          ))}
          <li>Confidence: {sureness}. The reload after Activate is not included.</li>
        </ul>
      </details>
    </div>
  );
}

const Amount = ({ name, seconds }: { name: string; seconds: number }) => (
  <div className="rounded-md border border-line bg-sunken px-3 py-2">
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="num font-semibold text-base">{formatDuration(seconds)}</dd>
  </div>
);

/** Whether it fits, as the check of the window says, and when to start. */
function WindowLines({ prediction, report }: { prediction: Prediction; report: ReadinessReport }) {
  const zone = useLocalZone();
  const { plan } = report.facts;
  const fit = report.results.find(({ id }) => id === "window-fits");
  if (plan.windowMinutes === null || fit === undefined)
    return (
      <p className="text-ink-3">
        Enter the maintenance window to see whether the upgrade fits, and when to start.
      </p>
    );
  const { Icon, tone } = verdictLooks[fit.verdict];
  const latest = latestStart(prediction, plan);
  return (
    <div className="flex flex-col gap-1">
      <p className={clsx("flex gap-1.5", textTone[tone])}>
        <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
        {fit.finding}
      </p>
      {latest !== null && zone !== "" && (
        <p className="num text-ink" title={zone}>
          Start by <strong>{localDateAndClock(latest.safe)}</strong> to be ready in the worst case, or by{" "}
          {localDateAndClock(latest.likely)} in the likely case.
        </p>
      )}
    </div>
  );
}
