/** The runbook of an upgrade: numbered steps to work through, on paper or beside the console. */
"use client";

import { FileText, Printer } from "lucide-react";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Facts } from "@/components/ui/facts";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { Answer } from "@/lib/contracts/fault";
import type { Runbook } from "@/lib/contracts/runbook";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { RunbookStepView } from "./runbook-step";

type RunbookProps = {
  /** The run whose profile is used; null: the saved profile. */
  number: number | null;
  /** The id of the readiness report that is told of; null without one. */
  readiness: string | null;
  answer: Answer<Runbook>;
};

export function RunbookPage({ number, readiness, answer }: RunbookProps) {
  const query = new URLSearchParams({
    ...(number !== null && { run: String(number) }),
    ...(readiness !== null && { readiness }),
  });
  return (
    <div data-record="steps" data-without-rows="">
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
              disabled={!answer.ok}
              onClick={() => window.print()}
            >
              Print
            </Button>
          </div>
        }
      />
      {answer.ok ? (
        <Shown book={answer.value} />
      ) : (
        <Banner tone="fail" title={answer.fault.message} live="alert">
          {answer.fault.remedy}
        </Banner>
      )}
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
