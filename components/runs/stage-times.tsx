/** The stages of a run with their times, and what happened to the run as a whole. */
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import type { RunTimeline } from "@/lib/client/runs/run-timeline";
import type { RunPrediction, Span } from "@/lib/contracts/prediction";
import { comparisonText, spanText } from "@/lib/contracts/prediction-text";
import { type StageMark, stages } from "@/lib/contracts/upgrade";
import { elapsedText, formatDuration } from "@/lib/kit/units";
import { markWords } from "./mark-words";
import { stageStarts } from "./picture/draw-picture";

const tones: Record<StageMark, Tone> = {
  pending: "neutral",
  active: "accent",
  done: "ok",
  warnings: "warn",
  failed: "fail",
};

const ACTIVATE = stages.indexOf("Activate");

/**
 * @param instant the marks are those of this instant. @param end where the last stage ends, in wall milliseconds
 * @param prediction made at the start of the run; null without one
 */
export function StageTimes({
  timeline,
  instant,
  end,
  prediction,
}: {
  timeline: RunTimeline;
  instant: number;
  end: number;
  prediction: RunPrediction | null;
}) {
  const starts = stageStarts(timeline);
  const marks = timeline.stateAt(instant)?.marks ?? [];
  const happened = timeline.marks.filter(({ at }) => at <= instant);
  const readyAt = starts.find(({ stage }) => stage === ACTIVATE)?.at;
  return (
    <Panel title="Stages" flush description={prediction?.criticalPath}>
      <Table label="Stages of the run">
        <thead>
          <tr>
            <Th>Stage</Th>
            <Th>State</Th>
            <Th>From</Th>
            <Th>Duration</Th>
            {prediction && <Th>Predicted</Th>}
            {prediction && <Th>Comparison</Th>}
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, i) => {
            const from = starts.find((start) => start.stage === i)?.at;
            const next = starts.find((start) => start.stage === i + 1)?.at ?? end;
            const mark = marks[i] ?? "pending";
            const isShown = from !== undefined && from <= instant;
            const hasEnded = isShown && (mark === "done" || mark === "warnings");
            const took = from === undefined || !hasEnded ? null : next - from;
            return (
              <tr key={stage}>
                <Td className="whitespace-nowrap">{stage}</Td>
                <Td>
                  <Badge tone={tones[mark]}>{markWords[mark]}</Badge>
                </Td>
                <Td className="num">{isShown ? elapsedText(from - timeline.startedAt, true) : "–"}</Td>
                <Td className="num whitespace-nowrap">
                  {isShown ? formatDuration((Math.max(from, Math.min(next, instant)) - from) / 1_000) : "–"}
                </Td>
                <Predicted
                  prediction={prediction}
                  span={prediction?.stages.find((one) => one.stage === stage)?.span}
                  tookMs={took}
                />
              </tr>
            );
          })}
          {prediction && (
            <tr className="font-medium">
              <Td className="whitespace-nowrap">Until ready to activate</Td>
              <Td />
              <Td className="num">{elapsedText(0, true)}</Td>
              <Td className="num whitespace-nowrap">
                {readyAt !== undefined && readyAt <= instant
                  ? formatDuration((readyAt - timeline.startedAt) / 1_000)
                  : "–"}
              </Td>
              <Predicted
                prediction={prediction}
                span={prediction.ready}
                tookMs={readyAt !== undefined && readyAt <= instant ? readyAt - timeline.startedAt : null}
              />
            </tr>
          )}
        </tbody>
      </Table>
      <ol aria-label="What happened" className="flex flex-col gap-1 px-3 py-2 text-[0.8125rem] text-ink-2">
        {happened.map(({ at, text }, i) => (
          <li key={i} className="flex gap-3">
            <span className="num w-14 shrink-0 text-ink-3">{elapsedText(at - timeline.startedAt)}</span>
            {text}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Two cells, where there is a prediction. @param tookMs null while it has not ended */
function Predicted({
  prediction,
  span,
  tookMs,
}: {
  prediction: RunPrediction | null;
  span: Span | undefined;
  tookMs: number | null;
}) {
  if (prediction === null) return null;
  return (
    <>
      <Td className="num whitespace-nowrap">{span === undefined ? "–" : spanText(span)}</Td>
      <Td className="num whitespace-nowrap text-ink-2">
        {span === undefined || tookMs === null ? "–" : comparisonText(span, tookMs / 1_000)}
      </Td>
    </>
  );
}
