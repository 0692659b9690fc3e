/** The stages of a run with their times, and what happened to the run as a whole. */
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import type { RunTimeline } from "@/lib/client/runs/run-timeline";
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

/** @param instant the marks are those of this instant. @param end where the last stage ends, in wall milliseconds */
export function StageTimes({
  timeline,
  instant,
  end,
}: {
  timeline: RunTimeline;
  instant: number;
  end: number;
}) {
  const starts = stageStarts(timeline);
  const marks = timeline.stateAt(instant)?.marks ?? [];
  const happened = timeline.marks.filter(({ at }) => at <= instant);
  return (
    <Panel title="Stages" flush>
      <Table label="Stages of the run">
        <thead>
          <tr>
            <Th>Stage</Th>
            <Th>State</Th>
            <Th>From</Th>
            <Th>Duration</Th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, i) => {
            const from = starts.find((start) => start.stage === i)?.at;
            const next = starts.find((start) => start.stage === i + 1)?.at ?? end;
            const mark = marks[i] ?? "pending";
            const isShown = from !== undefined && from <= instant;
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
              </tr>
            );
          })}
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
