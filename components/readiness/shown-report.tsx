/** Reads the report that is to be shown, and keeps the one before on the page until the next has arrived. */
"use client";

import { ClipboardCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useAnswer } from "@/lib/client/use-answer";
import { faultText } from "@/lib/contracts/fault";
import type { CheckId } from "@/lib/contracts/readiness/check-ids";
import type { ReadinessReport } from "@/lib/contracts/readiness/report";

const loading = () => (
  <Panel flush className="min-h-192">
    <RowsPending label="Loading the report" rows={12} />
  </Panel>
);
/** Loaded with the first report. */
const ReportView = dynamic(() => import("./report-view").then((part) => part.ReportView), { loading });

export function ShownReport({
  id,
  isSettled,
  isRunning,
  password,
  onPath,
  onRepeated,
}: {
  /** Null: none is asked for, and there is no earlier one. */
  id: string | null;
  /** Whether it is known which one is the newest. */
  isSettled: boolean;
  isRunning: boolean;
  /** As typed for the server: repeated checks log in again. */
  password: string;
  /** Puts a folder into the form. */
  onPath: (path: string) => void;
  onRepeated: () => void;
}) {
  const run = useCommand();
  const answer = useAnswer("readiness.read", id === null ? null : { id });
  const [before, setBefore] = useState<ReadinessReport>();
  const arrived = answer?.ok ? answer.value : undefined;
  useEffect(() => {
    if (arrived) setBefore(arrived);
  }, [arrived]);
  if (answer?.ok === false) return <FaultNote fault={answer.fault} />;
  const report = arrived ?? before;
  if (report === undefined) {
    if (id !== null || !isSettled) return loading();
    return <NoReport isRunning={isRunning} />;
  }
  const repeat = async (check: CheckId) => {
    const repeated = await run("readiness.rerun", { id: report.id, checks: [check], password });
    if (repeated.ok) onRepeated();
    else notify("The check was not repeated", { tone: "fail", body: faultText(repeated.fault) });
  };
  const fillPath = (path: string) => {
    onPath(path);
    notify(`Image Path is ${path || "/"}`, { body: "Run the check again with this path." });
  };
  return (
    <ReportView
      report={report}
      isRunning={isRunning}
      onRepeat={(check) => void repeat(check)}
      onPath={fillPath}
    />
  );
}

const NoReport = ({ isRunning }: { isRunning: boolean }) => (
  <Panel flush className="min-h-112">
    <EmptyState
      icon={<ClipboardCheck aria-hidden />}
      title={isRunning ? "The first check is running" : "No checks yet"}
    >
      The report says whether the upgrade can start, how long it will take, and what to do about each problem.
    </EmptyState>
  </Panel>
);
