/** A readiness report: the verdict, the prediction, and all checks by group. */
"use client";

import { FileJson, FileText, ListOrdered } from "lucide-react";
import { useState } from "react";
import { runbookOfReport } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Facts } from "@/components/ui/facts";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { Toolbar } from "@/components/ui/toolbar";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { faultText } from "@/lib/contracts/fault";
import {
  type CheckGroup,
  type CheckId,
  checkGroups,
  checkGroupTitles,
} from "@/lib/contracts/readiness/check-ids";
import { type CheckResult, type Verdict, verdicts } from "@/lib/contracts/readiness/check-result";
import { type ReadinessReport, readinessVerdictLabels } from "@/lib/contracts/readiness/report";
import { counted } from "@/lib/kit/text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";
import { CheckRow } from "./check-row";
import { PredictionPanel } from "./prediction-panel";
import { summaryLooks, verdictLooks } from "./verdict-look";

/** From the worst; what does not apply is last. */
const ORDER: readonly Verdict[] = [...verdicts.filter((one) => one !== "not-applicable"), "not-applicable"];

/** Groups with a check that fails first, each part in the order of reports. */
const groupsOf = (results: readonly CheckResult[]): CheckGroup[] => {
  const failing = new Set(
    results.filter(({ verdict }) => verdict === "fails" || verdict === "outage").map(({ group }) => group),
  );
  return [
    ...checkGroups.filter((one) => failing.has(one)),
    ...checkGroups.filter((one) => !failing.has(one)),
  ];
};

export function ReportView({
  report,
  isRunning,
  onRepeat,
  onPath,
}: {
  report: ReadinessReport;
  isRunning: boolean;
  onRepeat: (check: CheckId) => void;
  onPath: (path: string) => void;
}) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const shown = report.results.filter((result) => verdict === null || result.verdict === verdict);
  return (
    <section aria-label="Report" className="flex min-w-0 flex-col gap-4">
      <Summary report={report} />
      <PredictionPanel report={report} />
      <Panel flush>
        <VerdictFilter counts={report.summary.counts} value={verdict} onChange={setVerdict} />
        {groupsOf(report.results).map((group) => (
          <Group
            key={group}
            title={checkGroupTitles[group]}
            results={shown.filter((result) => result.group === group)}
            {...{ isRunning, onRepeat, onPath }}
          />
        ))}
        {shown.length === 0 && <p className="px-4 py-6 text-center text-ink-3">No check has this verdict.</p>}
      </Panel>
    </section>
  );
}

function Summary({ report }: { report: ReadinessReport }) {
  const { summary, server, apCount, startedAt, startedBy, facts, rerunOf } = report;
  const zone = useLocalZone();
  const counts = verdicts
    .filter((one) => summary.counts[one] > 0)
    .map((one) => counted(summary.counts[one], ...verdictLooks[one].among));
  return (
    <>
      <Banner tone={summaryLooks[summary.verdict].tone} title={readinessVerdictLabels[summary.verdict]}>
        <p className="num">{counts.join(", ")}</p>
      </Banner>
      <Panel title="What was checked" actions={<Actions report={report} />}>
        <Facts
          items={[
            { name: "Image server", value: server ?? "Not checked", code: server !== null },
            { name: "Fleet", value: fleetText(apCount, facts.fleet.source) },
            { name: "Read from the server", value: <span className="num">{costText(report)}</span> },
            {
              name: rerunOf === null ? "Checked" : "Repeated",
              value: (
                <time title={zone} className="num">
                  {zone === "" ? "" : `${localDateAndClock(startedAt)}, ${startedBy}`}
                </time>
              ),
            },
          ]}
        />
      </Panel>
    </>
  );
}

const fleetText = (apCount: number, source: ReadinessReport["facts"]["fleet"]["source"]): string =>
  `${counted(apCount, "access point")} ${source === "lab" ? "in this console" : "in the listing"}`;

/** What the probe took from the server. */
function costText({ facts: { server } }: ReadinessReport): string {
  if (!server.known) return "Nothing";
  const { bytes, requests, elapsedMs } = server.value.cost;
  return `${formatBytes(bytes)} in ${counted(requests, "request")}, ${formatDuration(elapsedMs / 1000)}`;
}

function Actions({ report }: { report: ReadinessReport }) {
  const run = useCommand();
  const save = async (format: "json" | "markdown") => {
    const answer = await run("readiness.export", { id: report.id, format });
    if (answer.ok) downloadText(answer.value.fileName, answer.value.text, answer.value.mediaType);
    else notify("The report was not exported", { tone: "fail", body: faultText(answer.fault) });
  };
  return (
    <>
      <Button size="sm" icon={<FileText aria-hidden />} onClick={() => void save("markdown")}>
        Markdown
      </Button>
      <Button size="sm" icon={<FileJson aria-hidden />} onClick={() => void save("json")}>
        JSON
      </Button>
      <ButtonLink href={runbookOfReport(report.id)} icon={<ListOrdered aria-hidden />}>
        Runbook
      </ButtonLink>
    </>
  );
}

function VerdictFilter({
  counts,
  value,
  onChange,
}: {
  counts: Record<Verdict, number>;
  value: Verdict | null;
  onChange: (verdict: Verdict | null) => void;
}) {
  const all = verdicts.reduce((sum, one) => sum + counts[one], 0);
  const button = (verdict: Verdict | null, word: string, count: number) => (
    <Button key={word} size="sm" aria-pressed={value === verdict} onClick={() => onChange(verdict)}>
      {word} <span className="num font-normal">{count}</span>
    </Button>
  );
  return (
    <Toolbar label="Checks: filter by verdict">
      {button(null, "All", all)}
      {verdicts
        .filter((one) => counts[one] > 0 || one === value)
        .map((one) => button(one, verdictLooks[one].word, counts[one]))}
    </Toolbar>
  );
}

function Group({
  title,
  results,
  ...row
}: {
  title: string;
  results: readonly CheckResult[];
  isRunning: boolean;
  onRepeat: (check: CheckId) => void;
  onPath: (path: string) => void;
}) {
  if (results.length === 0) return null;
  const worstFirst = results.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return (
    <section aria-label={title}>
      <h2 className="border-line border-b bg-sunken px-4 py-1.5 font-semibold text-[0.8125rem] text-ink-2">
        {title}
      </h2>
      <ul aria-label={title} className="divide-y divide-line border-line border-b">
        {worstFirst.map((result) => (
          <CheckRow key={result.id} result={result} {...row} />
        ))}
      </ul>
    </section>
  );
}
