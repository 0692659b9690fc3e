/** The history of an access point, run by run: outcome, duration, its bar, the reasons of retries, and its events. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { PhaseBar } from "@/components/fleet/phase-bar";
import { momentsOf } from "@/components/fleet/run-moments";
import { outcomeTones, phaseText, phaseTones, runDuration } from "@/components/fleet/run-words";
import { TimelineLink } from "@/components/fleet/timeline-link";
import { runPath } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { Link } from "@/components/ui/link";
import { useCommand } from "@/lib/client/commands";
import { useNow, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { ApRow } from "@/lib/contracts/aps";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { outcomeWords } from "@/lib/contracts/run-words";
import { type ApRun, isOpen } from "@/lib/contracts/runs";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { isoTime, localDayAndClock, localZone } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { type HistoryEvent, historyGroups } from "./history-groups";

/** Changes within this time cause one request. */
const SETTLE_MS = 400;

export function RunHistory({ row, detail }: { row: ApRow; detail: Answer<ApDetail> | undefined }) {
  const { runs, next, fault, loadOlder } = useApRuns(row);
  if (!detail || (runs === null && fault === null)) return <RowsPending rows={5} label="Loading history" />;
  if (!detail.ok) return <FaultNote fault={detail.fault} />;
  const groups = historyGroups(detail.value.history, runs ?? [], next !== null);
  return (
    <div className="flex flex-col gap-4 p-4">
      <TimelineLink apId={row.id} />
      {fault && <FaultNote fault={fault} />}
      {groups.length === 0 && <p className="text-ink-3">No events yet.</p>}
      <ol aria-label="History by run" className="flex flex-col divide-y divide-line">
        {groups.map((group) => (
          <li key={group.key} className="py-4 first:pt-0 last:pb-0">
            {group.run === null ? (
              <Events title={group.title} events={group.events} isOpen={groups.length === 1} />
            ) : (
              <RunGroup run={group.run} events={group.events} name={row.name} />
            )}
          </li>
        ))}
      </ol>
      {next !== null && (
        <Button size="sm" className="self-start" onClick={loadOlder}>
          Load older runs
        </Button>
      )}
    </div>
  );
}

function RunGroup({ run, events, name }: { run: ApRun; events: readonly HistoryEvent[]; name: string }) {
  useTopic("runs");
  const row = useRow("runs", String(run.row.number)) ?? run.row;
  const now = useNow(1000);
  const end = Math.max(run.recordedUntil, row.endedAt ?? 0, row.outcome === "running" ? (now ?? 0) : 0);
  const last = run.segments.at(-1);
  const duration = runDuration(row, isOpen(row) ? now : run.recordedUntil);
  const retries = run.failures.filter((failure) => failure.retries).length;
  return (
    <section aria-label={`Run ${row.number}`} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">
          <Link href={runPath(row.number)} className="text-target text-accent-text hover:underline">
            Run {row.number}
          </Link>
        </h3>
        {last && <Badge tone={phaseTones[last.phase]}>{phaseText(last.phase, last.note)}</Badge>}
        <span className="text-[0.8125rem] text-ink-3">
          Run:{" "}
          <span className={outcomeTones[row.outcome] === "fail" ? "text-fail-text" : ""}>
            {outcomeWords[row.outcome]}
          </span>
          {row.fromVersion && row.targetVersion && (
            <span className="code">
              {" "}
              {row.fromVersion} → {row.targetVersion}
            </span>
          )}
        </span>
        <span className="num ml-auto text-[0.8125rem] text-ink-3" title={localZone()}>
          {now !== null && localDayAndClock(row.startedAt, now)}
          {duration !== null && ` · ${formatDuration(duration / 1000)}`}
        </span>
      </div>
      <PhaseBar run={run} end={end} label={`${name} in run ${row.number}`} />
      {run.failures.length > 0 && (
        <div className="text-[0.8125rem]">
          <p className="text-ink-2">
            {counted(run.failures.length, "failed attempt")}, {counted(retries, "retry", "retries")}:
          </p>
          <ul className="list-disc pl-5 text-fail-text">
            {reasons(run).map(([reason, count]) => (
              <li key={reason}>
                {reason}
                {count > 1 && <span className="num text-ink-3"> (×{grouped(count)})</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <details className="text-[0.8125rem]">
        <summary className="text-ink-2">What it did</summary>
        <ol className="mt-1 flex flex-col gap-0.5 pl-4">
          {momentsOf({ startedAt: row.startedAt }, run, end).map((moment, i) => (
            <li key={i} className={moment.isFailure ? "text-fail-text" : "num text-ink-2"}>
              {moment.text}
            </li>
          ))}
        </ol>
      </details>
      {events.length > 0 && <Events title="Events" events={events} isOpen={false} />}
    </section>
  );
}

function reasons({ failures }: ApRun): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason } of failures) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function Events(props: { title: string; events: readonly HistoryEvent[]; isOpen: boolean }) {
  const { title, events, isOpen: isShown } = props;
  const now = useNow(60_000);
  return (
    <details open={isShown} className="text-[0.8125rem]">
      <summary className="text-ink-2">
        {title} <span className="num text-ink-3">({grouped(events.length)})</span>
      </summary>
      <ol className="mt-1 flex flex-col">
        {events.map((event, i) => (
          <li
            key={`${event.wallAt} ${event.type} ${i}`}
            className="grid gap-x-4 py-1 sm:grid-cols-[8.5rem_minmax(0,1fr)]"
          >
            <time dateTime={isoTime(event.wallAt)} className="num text-ink-3" title={localZone()}>
              {localDayAndClock(event.wallAt, now ?? event.wallAt)}
            </time>
            <span className="break-words">{event.text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The runs of one access point, read again after each change of its state. */
function useApRuns(row: ApRow) {
  const run = useCommand();
  const [runs, setRuns] = useState<readonly ApRun[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const older = useRef<readonly ApRun[]>([]);
  const { id, status, capwapState, retryCount } = row;
  const state = [status, capwapState, retryCount, row.apImage.state, row.controllerImage.state].join();
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void run("runs.of-ap", { apId: id }).then((answer) => {
        if (!isCurrent) return;
        setFault(answer.ok ? null : answer.fault);
        if (!answer.ok) return;
        const newest = answer.value.runs;
        const oldest = newest.at(-1)?.row.number ?? 0;
        setRuns([...newest, ...older.current.filter((one) => one.row.number < oldest)]);
        if (older.current.length === 0) setNext(answer.value.next);
      });
    }, SETTLE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [run, id, state]);
  const loadOlder = useCallback(() => {
    void run("runs.of-ap", { apId: id, before: next }).then((answer) => {
      if (!answer.ok) return setFault(answer.fault);
      older.current = [...older.current, ...answer.value.runs];
      setRuns((shown) => [...(shown ?? []), ...answer.value.runs]);
      setNext(answer.value.next);
    });
  }, [run, id, next]);
  return { runs, next, fault, loadOlder };
}
