/** One upload or import: how far it is, what it does, and what the operator can do about it. */
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
  /** Rejects or answers a fault when it could not be canceled. */
  onCancel: (view: ImportView) => Promise<Fault | null>;
  onResume: (view: ImportView) => void;
  onGoOnWith: (view: ImportView, file: File) => void;
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

export function ImportItem({ view, disabled, onCancel, onResume, onGoOnWith, onDismiss }: ImportItemProps) {
  const [problem, setProblem] = useState<Fault | null>(null);
  const { phase, bytes, totalBytes, rate } = view;
  const still = useStill(bytes, STILL_MS);
  const abandoned = phase === "unfinished" && still;
  const tone = phase === "unfinished" && !still ? "accent" : (tones[phase] ?? "accent");
  const ended = hasEnded(phase);
  const said = problem ?? view.fault;
  const cancel = async () => setProblem(await onCancel(view));
  const goOn = ([file]: File[]) => {
    if (!file) return;
    if (file.size === totalBytes) onGoOnWith(view, file);
    else
      setProblem(
        fault(
          "bad-input",
          `This is another file: it has ${formatBytes(file.size)}, the unfinished upload ${formatBytes(totalBytes ?? 0)}.`,
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
            <Button size="sm" icon={<Play aria-hidden />} disabled={disabled} onClick={() => onResume(view)}>
              Resume
            </Button>
          )}
          {abandoned && (
            <FileButton size="sm" disabled={disabled} onFiles={goOn}>
              Choose the file to go on
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
              {view.resumed && phase === "sending" && ", going on from where it broke"}
            </span>
            <span>{progressText(bytes, totalBytes, rate)}</span>
          </p>
        </>
      )}
      {phase === "unfinished" && (
        <p className="text-[0.8125rem] text-ink-3">
          {still
            ? "Nothing arrives. Choose the same file again and the upload goes on from here, in any browser."
            : "Another window sends it."}
        </p>
      )}
      {said && phase !== "canceled" && (
        <p className="text-[0.8125rem] text-fail-text">
          {said.message}
          {said.remedy && <span className="text-ink-2"> {said.remedy}</span>}
        </p>
      )}
      <span role="status" className="sr-only">
        {`${view.setName}: ${shortPhase(phase)}`}
      </span>
    </li>
  );
}

/** An upload whose bytes have not moved for this long is sent by nobody. */
const STILL_MS = 3_000;

/** Whether the value has been the same for `ms`. */
function useStill(value: number, ms: number): boolean {
  const [stillAt, setStillAt] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setStillAt(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return stillAt === value;
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
      : `${formatBytes(bytes)} of ${formatBytes(total)} (${wholePercent(bytes, total)} %)`,
  ];
  if (rate !== null && rate > 0) {
    parts.push(formatRate(rate));
    if (total !== null && total > bytes) parts.push(`${formatDuration((total - bytes) / rate)} left`);
  }
  return parts.join(", ");
}
