/** One finding: what is wrong, why it matters, and how to fix it. */
"use client";

import { clsx } from "clsx";
import { CircleAlert, CircleHelp, TriangleAlert } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import type { DoctorFinding, DoctorSeverity } from "@/lib/contracts/doctor";

const looks: Record<DoctorSeverity, { word: string; Icon: typeof CircleAlert; text: string; edge: string }> =
  {
    error: { word: "Error", Icon: CircleAlert, text: "text-fail-text", edge: "border-fail" },
    warning: { word: "Warning", Icon: TriangleAlert, text: "text-warn-text", edge: "border-warn" },
    check: { word: "Check", Icon: CircleHelp, text: "text-info-text", edge: "border-info" },
  };

export function FindingNote({ finding }: { finding: DoctorFinding }) {
  const { word, Icon, text, edge } = looks[finding.severity];
  return (
    <div className={clsx("min-w-0 border-l-2 py-0.5 pl-3 font-sans text-[0.8125rem]", edge)}>
      <p className="flex gap-1.5 font-medium text-ink">
        <Icon className={clsx("mt-0.5 size-3.5 shrink-0", text)} aria-hidden />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className={text}>{word}: </span>
          {finding.problem}
        </span>
      </p>
      <p className="mt-0.5 text-ink-3">{finding.why}</p>
      <p className="mt-0.5 text-ink-2 [overflow-wrap:anywhere]">
        <span className="font-medium">Fix: </span>
        {finding.fix}
      </p>
      {finding.commands.length > 0 && (
        <CommandLines lines={finding.commands} label={`Copy the commands: ${finding.problem}`} />
      )}
    </div>
  );
}

/** Commands to copy. */
export function CommandLines({ lines, label }: { lines: readonly string[]; label: string }) {
  const text = lines.join("\n");
  return (
    <div className="mt-1 flex items-start gap-1 rounded bg-sunken px-2 py-1">
      <code className="code min-w-0 flex-1 whitespace-pre-wrap text-ink text-xs [overflow-wrap:anywhere]">
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
