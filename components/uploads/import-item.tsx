/** One upload or import: its state, its progress, and its controls. */
"use client";

import { Ban, Play, Trash2, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { FileButton } from "@/components/ui/drop-zone";
import { FileName } from "@/components/ui/file-name";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import type { Tone } from "@/components/ui/tone";
import { type Fault, fault } from "@/lib/contracts/fault";
import { formatBytes, formatDuration, formatRate } from "@/lib/kit/units";
import { canResume, hasEnded, type ImportPhase, type ImportView, phaseText } from "./import-view";

export type ImportItemProps = {
  view: ImportView;
  disabled: boolean;
  /** Returns the fault, or rejects, when it could not be canceled. */
  onCancel: (view: ImportView) => Promise<Fault | null>;
  onResume: (view: ImportView) => void;
  onResumeWith: (view: ImportView, file: File) => void;
  onDismiss: (view: ImportView) => void;
};

const tones: Partial<Record<ImportPhase, Tone>> = {
  waiting: "warn",
  stopped: "warn",
  unfinished: "warn",
  done: "ok",
  failed: "fail",
  canceled: "neutral",
};

export function ImportItem({ view, disabled, onCancel, onResume, onResumeWith, onDismiss }: ImportItemProps) {
  const [problem, setProblem] = useState<Fault | null>(null);
  const { phase, bytes, totalBytes, rate } = view;
  const isIdle = useUnchanged(bytes, IDLE_MS);
  const abandoned = phase === "unfinished" && isIdle;
  const tone = phase === "unfinished" && !isIdle ? "accent" : (tones[phase] ?? "accent");
  const ended = hasEnded(phase);
  const shownFault = problem ?? view.fault;
  const cancel = async () => setProblem(await onCancel(view));
  const resumeWith = ([file]: File[]) => {
    if (!file) return;
    if (file.size === totalBytes) onResumeWith(view, file);
    else
      setProblem(
        fault(
          "bad-input",
          `This file is ${formatBytes(file.size)}, but the unfinished upload is ${formatBytes(totalBytes ?? 0)}. Select the same file.`,
        ),
      );
  };
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <FileName name={view.setName} className="font-medium" />
        <Badge tone={ended || tone === "warn" ? tone : "info"}>{shortPhase(phase)}</Badge>
        {view.source !== view.setName && (
          <span className="min-w-0 truncate text-[0.8125rem] text-ink-3">
            from <FileName name={view.source} />
          </span>
        )}
        <span className="ml-auto flex items-center gap-1">
          {canResume(view) && (
            <Button
              changes
              size="sm"
              icon={<Play aria-hidden />}
              disabled={disabled}
              onClick={() => onResume(view)}
            >
              Resume
            </Button>
          )}
          {abandoned && (
            <FileButton size="sm" disabled={disabled} onFiles={resumeWith}>
              Select file to resume
            </FileButton>
          )}
          {ended ? (
            <IconButton
              label={`Dismiss ${view.setName}`}
              icon={<X aria-hidden />}
              onClick={() => onDismiss(view)}
            />
          ) : (
            <Button
              changes
              size="sm"
              variant="ghost"
              icon={
                phase === "unfinished" || phase === "stopped" ? <Trash2 aria-hidden /> : <Ban aria-hidden />
              }
              onClick={() => void cancel()}
            >
              {phase === "unfinished" || phase === "stopped" ? "Discard" : "Cancel"}
            </Button>
          )}
        </span>
      </div>
      {!ended && (
        <>
          <ProgressBar
            label={`${phaseText(view)}: ${view.setName}`}
            value={bytes}
            total={phase === "queued" ? 1 : totalBytes}
            tone={tone}
          />
          <p className="num flex flex-wrap justify-between gap-x-4 text-[0.8125rem] text-ink-3">
            <span>
              {phaseText(view)}
              {view.resumed && phase === "sending" && ", resumed"}
            </span>
            <span>{progressText(bytes, totalBytes, rate)}</span>
          </p>
        </>
      )}
      {phase === "unfinished" && (
        <p className="text-[0.8125rem] text-ink-3">
          {isIdle
            ? "No data is arriving. Select the same file again, in any browser, to resume the upload."
            : "Another window is uploading this file."}
        </p>
      )}
      {shownFault && phase !== "canceled" && (
        <p className="text-[0.8125rem] text-fail-text">
          {shownFault.message}
          {shownFault.remedy && <span className="text-ink-2"> {shownFault.remedy}</span>}
        </p>
      )}
      <span role="status" className="sr-only">
        {`${view.setName}: ${shortPhase(phase)}`}
      </span>
    </li>
  );
}

/** An upload without progress for this long counts as abandoned. */
const IDLE_MS = 3_000;

/** Whether the value has been the same for `ms` milliseconds. */
function useUnchanged(value: number, ms: number): boolean {
  const [settledValue, setSettledValue] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setSettledValue(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settledValue === value;
}

const shortPhase = (phase: ImportPhase): string =>
  ({
    queued: "Queued",
    sending: "Uploading",
    waiting: "Reconnecting",
    stopped: "Stopped",
    unfinished: "Unfinished",
    reading: "Importing",
    unpacking: "Importing",
    publishing: "Importing",
    done: "Imported",
    failed: "Failed",
    canceled: "Canceled",
  })[phase];

function progressText(bytes: number, total: number | null, rate: number | null): string {
  const parts = [
    total === null
      ? formatBytes(bytes)
      : `${formatBytes(bytes)} of ${formatBytes(total)} (${wholePercent(bytes, total)}%)`,
  ];
  if (rate !== null && rate > 0) {
    parts.push(formatRate(rate));
    if (total !== null && total > bytes) parts.push(`${formatDuration((total - bytes) / rate)} left`);
  }
  return parts.join(", ");
}
