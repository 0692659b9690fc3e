/** The page of one run: its facts, its recording, and the way to its log lines and transfers. */
"use client";

import { History } from "lucide-react";
import { outcomeTones } from "@/components/fleet/run-words";
import { LOGS, RUNS, TRANSFERS } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useRecording } from "@/lib/client/runs/use-recording";
import { useRun } from "@/lib/client/runs/use-run";
import { outcomeWords } from "@/lib/contracts/run-words";
import type { RunFacts as Run, RunRow } from "@/lib/contracts/runs";
import { EvidencePanel } from "./evidence/evidence-panel";
import { RecordedRun } from "./recorded-run";
import { RunFacts } from "./run-facts";

/** @param number as it is in the URL */
export function RunPage({ number }: { number: string }) {
  const known = /^[1-9]\d{0,8}$/.test(number) ? Number(number) : null;
  const { row, facts, fault } = useRun(known);
  if (row !== undefined) return <ShownRun row={row} profile={facts?.profile ?? null} />;
  if (known === null || fault?.code === "not-found") return <NoRun number={number} />;
  return (
    <>
      <PageHeader title={`Run ${known}`} />
      {fault !== null ? (
        <Banner tone="fail" title="The run cannot be read" live="alert">
          {fault.message}
        </Banner>
      ) : (
        <Panel flush>
          <RowsPending label="Loading the run" rows={8} />
        </Panel>
      )}
    </>
  );
}

function NoRun({ number }: { number: string }) {
  return (
    <>
      <PageHeader title="Runs" />
      <Panel>
        <EmptyState
          icon={<History aria-hidden />}
          title={`There is no run ${number}`}
          action={<ButtonLink href={RUNS}>Show all runs</ButtonLink>}
        >
          It was never started, or it is no longer kept.
        </EmptyState>
      </Panel>
    </>
  );
}

function ShownRun({ row, profile }: { row: RunRow; profile: Run["profile"] }) {
  const { timeline, revision, fault } = useRecording(row.number, row.startedAt);
  return (
    <>
      <PageHeader
        title={`Run ${row.number}`}
        description={
          <>
            <Badge tone={outcomeTones[row.outcome]}>{outcomeWords[row.outcome]}</Badge>
            {row.rehearsedAt !== null && <Badge>Rehearsal at x{row.rehearsedAt}</Badge>}
          </>
        }
        actions={
          <>
            <ButtonLink href="#evidence">Evidence</ButtonLink>
            <ButtonLink href={`${LOGS}?run=${row.number}`}>Logs of this run</ButtonLink>
            <ButtonLink href={`${TRANSFERS}?run=${row.number}`}>Transfers of this run</ButtonLink>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        {row.fault !== null && (
          <Banner tone="fail" title={row.fault.message}>
            {row.fault.remedy}
          </Banner>
        )}
        <RunFacts row={row} profile={profile} />
        {fault !== null && (
          <Banner tone="fail" title="The recording cannot be read" live="alert">
            {fault.message}
          </Banner>
        )}
        {timeline === null ? (
          fault === null && (
            <Panel flush>
              <RowsPending label="Loading the recording" rows={10} />
            </Panel>
          )
        ) : (
          <RecordedRun row={row} timeline={timeline} revision={revision} />
        )}
        {/* Below what grows while it loads, so that it is not moved. */}
        {(timeline !== null || fault !== null) && (
          <div id="evidence" className="scroll-mt-16">
            <EvidencePanel number={row.number} />
          </div>
        )}
      </div>
    </>
  );
}
