/** The runbook of an upgrade: numbered steps to work through, on paper or beside the console. */
"use client";

import { FileText, Printer } from "lucide-react";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { RowsPending } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useAnswer } from "@/lib/client/use-answer";
import type { Runbook } from "@/lib/contracts/runbook";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { RunbookStepView } from "./runbook-step";

/**
 * @param run number of the run whose profile is used, as it is in the URL; undefined: the saved profile
 * @param readiness id of the readiness report that is told of
 */
export function RunbookPage({ run, readiness }: { run: string | undefined; readiness: string | undefined }) {
  const number = run !== undefined && /^[1-9]\d{0,8}$/.test(run) ? Number(run) : null;
  const answer = useAnswer("runs.runbook", { number, readiness: readiness ?? null });
  const query = new URLSearchParams({
    ...(number !== null && { run: String(number) }),
    ...(readiness !== undefined && { readiness }),
  });
  return (
    <div data-record="steps">
      <PageHeader
        title="Runbook"
        description="Step-by-step instructions for the next upgrade of this fleet with this image download profile."
        actions={
          <div data-screen="" className="flex flex-wrap gap-2">
            <ButtonLink href={SOFTWARE_UPGRADE}>Change the profile</ButtonLink>
            <ButtonLink
              href={`/api/runbook${query.size === 0 ? "" : `?${query}`}`}
              downloads
              icon={<FileText aria-hidden />}
            >
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
        }
      />
      {answer === undefined && (
        <Panel flush>
          <RowsPending label="Loading the runbook" rows={16} />
        </Panel>
      )}
      {answer?.ok === false && (
        <Banner tone="fail" title={answer.fault.message} live="alert">
          {answer.fault.remedy}
        </Banner>
      )}
      {answer?.ok && <Shown book={answer.value} />}
    </div>
  );
}

function Shown({ book }: { book: Runbook }) {
  const { fromVersion, targetVersion, controller, profile, fleet, joined, notes, sections } = book;
  let number = 0;
  return (
    <div className="flex flex-col gap-4">
      <Panel>
        <Facts
          columns={3}
          items={[
            { name: "Controller", value: controller },
            {
              name: "Versions",
              value: `${fromVersion} to ${targetVersion ?? "the version on the image server"}`,
              code: true,
            },
            { name: "Joined", value: counted(joined, "access point") },
            ...profile,
            {
              name: "Image families",
              value: fleet.map(({ family, aps }) => `${family}: ${grouped(aps)}`).join(", "),
            },
          ]}
        />
        {notes.length > 0 && (
          <ul aria-label="Before you begin" className="mt-3 list-disc pl-5">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </Panel>
      {sections.map(({ title, steps }) => (
        <Panel key={title} title={title} flush>
          <ol aria-label={title} className="divide-y divide-line">
            {steps.map((step) => (
              <RunbookStepView key={step.title} step={step} number={++number} />
            ))}
          </ol>
        </Panel>
      ))}
    </div>
  );
}
