/** An upload of this tab and the engine's row of the same import as one thing to show. Pure. */

import type { LocalUpload } from "@/lib/client/uploads/upload-manager";
import type { Fault } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";

export type ImportPhase =
  | "queued"
  | "sending"
  | "waiting"
  | "stopped"
  /** Received in part, and no upload of this tab: another tab sends it, or nobody does. */
  | "unfinished"
  | "reading"
  | "unpacking"
  | "publishing"
  | "done"
  | "failed"
  | "canceled";

export type ImportView = {
  key: string;
  /** Null while the server does not know it. */
  id: string | null;
  /** The upload of this tab. */
  localKey: string | null;
  setName: string;
  source: string;
  phase: ImportPhase;
  bytes: number;
  totalBytes: number | null;
  /** Bytes per second; null where it is not measured. */
  rate: number | null;
  currentFile: string | null;
  resumed: boolean;
  fault: Fault | null;
  startedAt: number;
};

const ENDED: ReadonlySet<ImportPhase> = new Set(["done", "failed", "canceled"]);
export const hasEnded = (phase: ImportPhase): boolean => ENDED.has(phase);

/** Faults after which the same upload can go on. */
const RESUMABLE: ReadonlySet<string> = new Set(["timed-out", "internal", "engine-unreachable", "conflict"]);
export const canResume = (view: ImportView): boolean =>
  view.phase === "stopped" && view.fault !== null && RESUMABLE.has(view.fault.code);

const phaseOfRow = (row: ImportRow): ImportPhase => (row.phase === "receiving" ? "unfinished" : row.phase);

function ofLocal(local: LocalUpload, row: ImportRow | undefined): ImportView {
  const over = row !== undefined && hasEnded(row.phase as ImportPhase);
  if (row && (local.state === "handed-over" || over)) {
    // The engine may still say "receiving" for a moment after the last byte went out.
    const late = row.phase === "receiving";
    return {
      ...ofRow(row),
      key: local.key,
      localKey: local.key,
      source: local.fileName,
      ...(late && { phase: "reading", bytes: 0 }),
    };
  }
  const stopped: ImportPhase =
    local.fault !== null && !RESUMABLE.has(local.fault.code) ? "failed" : "stopped";
  return {
    key: local.key,
    id: local.id,
    localKey: local.key,
    setName: local.setName,
    source: local.fileName,
    phase: local.state === "handed-over" ? "reading" : local.state === "stopped" ? stopped : local.state,
    bytes: local.sentBytes,
    totalBytes: local.sizeBytes,
    rate: local.state === "sending" ? local.rate : null,
    currentFile: null,
    resumed: local.resumed,
    fault: local.state === "canceled" ? null : local.fault,
    startedAt: row?.startedAt ?? Number.MAX_SAFE_INTEGER,
  };
}

const ofRow = (row: ImportRow): ImportView => ({
  key: row.id,
  id: row.id,
  localKey: null,
  setName: row.name,
  source: row.source,
  phase: phaseOfRow(row),
  bytes: row.bytes,
  totalBytes: row.totalBytes,
  rate: null,
  currentFile: row.currentFile,
  resumed: false,
  fault: row.fault,
  startedAt: row.startedAt,
});

/** Under way first, then the newest; without what the operator dismissed. */
export function importViews(
  rows: readonly ImportRow[],
  locals: readonly LocalUpload[],
  dismissed: ReadonlySet<string>,
): ImportView[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const mine = new Set(locals.flatMap((local) => (local.id === null ? [] : [local.id])));
  return [
    ...locals.map((local) => ofLocal(local, local.id === null ? undefined : byId.get(local.id))),
    ...rows.filter((row) => !mine.has(row.id)).map(ofRow),
  ]
    .filter((view) => !dismissed.has(view.key))
    .toSorted((a, b) => Number(hasEnded(a.phase)) - Number(hasEnded(b.phase)) || b.startedAt - a.startedAt);
}

const words: Record<ImportPhase, string> = {
  queued: "Waiting for its turn",
  sending: "Uploading",
  waiting: "Connection lost, trying again",
  stopped: "Upload stopped",
  unfinished: "Received in part",
  reading: "Reading",
  unpacking: "Unpacking",
  publishing: "Publishing",
  done: "Imported",
  failed: "Failed",
  canceled: "Canceled",
};

/** The phase in words; the file's name where one is being unpacked. */
export const phaseText = (view: ImportView): string =>
  view.phase === "unpacking" && view.currentFile !== null
    ? `Unpacking ${view.currentFile}`
    : words[view.phase];
