/** The last runs with duration and outcome. */
"use client";

import { RUNS, runPath } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Link } from "@/components/ui/link";
import { useNow } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { RunRow } from "@/lib/contracts/runs";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { localDayAndClock, localZone } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { runOutcomeWords } from "./run-outcomes";
import { Tile, TileNote } from "./tile";

const SHOWN = 5;

export function RunsTile() {
  const runs = useRows("runs").toSorted((a, b) => b.number - a.number);
  const now = useNow(1000);
  return (
    <Tile title="Last runs" href={RUNS}>
      {runs.length === 0 ? (
        <TileNote>Every Save &amp; Download is a run. The last ones are listed here.</TileNote>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {runs.slice(0, SHOWN).map((run) => (
            <Run key={run.number} run={run} now={now} />
          ))}
        </ul>
      )}
    </Tile>
  );
}

function Run({ run, now }: { run: RunRow; now: number | null }) {
  const { word, tone } = runOutcomeWords[run.outcome];
  const until = run.endedAt ?? now;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 first:pt-0 last:pb-0">
      <Link
        href={runPath(run.number)}
        className="num relative w-12 rounded py-0.5 font-medium hover:text-accent-text hover:underline"
      >
        #{run.number}
      </Link>
      <Badge tone={tone}>{word}</Badge>
      <span className="code text-ink-2">{run.targetVersion ?? "–"}</span>
      <span className="num text-[0.8125rem] text-ink-3">
        {run.apFailed > 0
          ? `${counted(run.apFailed, "AP")} failed`
          : `${grouped(run.apComplete)} of ${counted(run.apTotal, "AP")}`}
      </span>
      <span className="num ml-auto text-[0.8125rem] text-ink-3" title={localZone()}>
        {until === null ? "" : formatDuration((until - run.startedAt) / 1000)}
        {now !== null && ` · ${localDayAndClock(run.startedAt, now)}`}
      </span>
    </li>
  );
}
