/** The change record of a run, to read and to print: one page, and an appendix with every access point. */
"use client";

import { FileText, Printer } from "lucide-react";
import { runPath } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useAnswer } from "@/lib/client/use-answer";
import type { ChangeRecord } from "@/lib/contracts/change-record";
import { ApAppendix } from "./ap-appendix";
import { RecordFacts } from "./record-facts";
import { RecordTables } from "./record-tables";

/** @param number as it is in the URL */
export function RecordPage({ number }: { number: string }) {
  const known = /^[1-9]\d{0,8}$/.test(number) ? Number(number) : null;
  const answer = useAnswer("runs.record", known === null ? null : { number: known });
  const title = `Change record of run ${number}`;
  return (
    <div data-record="">
      <PageHeader
        title={title}
        actions={
          known !== null && (
            <div data-screen="" className="flex flex-wrap gap-2">
              <ButtonLink href={runPath(known)}>Open the run</ButtonLink>
              <ButtonLink href={`/api/runs/${known}/record`} downloads icon={<FileText aria-hidden />}>
                Markdown
              </ButtonLink>
              <Button
                size="sm"
                icon={<Printer aria-hidden />}
                disabled={!answer?.ok}
                onClick={() => window.print()}
              >
                Print
              </Button>
            </div>
          )
        }
      />
      {known === null && <Banner tone="fail" title={`There is no run ${number}.`} />}
      {answer?.ok === false && (
        <Banner tone="fail" title={answer.fault.message} live="alert">
          {answer.fault.remedy}
        </Banner>
      )}
      {known !== null && answer === undefined && (
        <Panel flush>
          <RowsPending label="Loading the change record" rows={12} />
        </Panel>
      )}
      {answer?.ok && <Shown record={answer.value} />}
    </div>
  );
}

function Shown({ record }: { record: ChangeRecord }) {
  return (
    <div className="flex flex-col gap-4">
      <RecordFacts record={record} />
      <Panel title="Deviations">
        {record.deviations.length === 0 ? (
          <p>None.</p>
        ) : (
          <ul className="list-disc pl-5">
            {record.deviations.map((text) => (
              <li key={text} className="[overflow-wrap:anywhere]">
                {text}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <RecordTables record={record} />
      <ApAppendix aps={record.aps} />
    </div>
  );
}
