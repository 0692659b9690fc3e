/** Merges an upload of this tab with the engine's row of the same import. */
import type { LocalUpload } from "@/lib/client/uploads/upload-manager";
import type { Fault } from "@/lib/contracts/fault";
import type { ImportRow, UploadTarget } from "@/lib/contracts/images";

/** What is happening to it. */
export type ImportPhase =
  | "queued"
  | "sending"
  | "waiting"
  | "stopped"
  /** Partly received, and not uploaded by this tab: another tab uploads it, or nobody does. */
  | "unfinished"
  | "reading"
  | "unpacking"
  | "publishing"
  | "done"
  | "failed"
  | "canceled";

/** One upload or import as the page shows it. */
export type ImportView = {
  key: string;
  /** null until the server has assigned it. */
  id: string | null;
  /** The key of this tab's upload, if it has one. */
  localKey: string | null;
  setName: string;
  into: UploadTarget;
  source: string;
  phase: ImportPhase;
  bytes: number;
  totalBytes: number | null;
  /** Bytes per second; null when not measured. */
  rate: number | null;
  currentFile: string | null;
  resumed: boolean;
  fault: Fault | null;
  startedAt: number;
};

const ENDED: ReadonlySet<ImportPhase> = new Set(["done", "failed", "canceled"]);
/** Whether nothing more will happen. */
export const hasEnded = (phase: ImportPhase): boolean => ENDED.has(phase);

/** The faults after which an upload can be resumed. */
const RESUMABLE: ReadonlySet<string> = new Set(["timed-out", "internal", "engine-unreachable", "conflict"]);
/** Whether this tab can resume it. */
export const canResume = (view: ImportView): boolean =>
  view.phase === "stopped" && view.fault !== null && RESUMABLE.has(view.fault.code);

const phaseOfRow = (row: ImportRow): ImportPhase => (row.phase === "receiving" ? "unfinished" : row.phase);

function viewOfUpload(local: LocalUpload, row: ImportRow | undefined): ImportView {
  const hasRowEnded = row !== undefined && hasEnded(row.phase as ImportPhase);
  if (row && (local.state === "handed-over" || hasRowEnded)) {
    // The engine may still report "receiving" for a moment after the last byte.
    const isRowLate = row.phase === "receiving";
    return {
      ...viewOfRow(row),
      key: local.key,
      localKey: local.key,
      source: local.fileName,
      phase: isRowLate ? "reading" : phaseOfRow(row),
      bytes: isRowLate ? 0 : row.bytes,
    };
  }
  const stopped: ImportPhase =
    local.fault !== null && !RESUMABLE.has(local.fault.code) ? "failed" : "stopped";
  return {
    key: local.key,
    id: local.id,
    localKey: local.key,
    setName: local.setName,
    into: local.into,
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

const viewOfRow = (row: ImportRow): ImportView => ({
  key: row.id,
  id: row.id,
  localKey: null,
  setName: row.name,
  into: row.into,
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

/** Running ones first, then the newest; without dismissed ones. */
export function importViews(
  rows: readonly ImportRow[],
  locals: readonly LocalUpload[],
  dismissed: ReadonlySet<string>,
): ImportView[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const uploaded = new Set(locals.flatMap((local) => (local.id === null ? [] : [local.id])));
  /** Whether the row is about an upload that this tab has just begun. The row can arrive before the answer with its id. */
  const isBeginning = (row: ImportRow) =>
    row.phase === "receiving" &&
    locals.some(
      ({ id, state, setName, sizeBytes }) =>
        id === null && state === "sending" && setName === row.name && sizeBytes === row.totalBytes,
    );
  return [
    ...locals.map((local) => viewOfUpload(local, local.id === null ? undefined : byId.get(local.id))),
    ...rows.filter((row) => !uploaded.has(row.id) && !isBeginning(row)).map(viewOfRow),
  ]
    .filter((view) => !dismissed.has(view.key))
    .toSorted((a, b) => Number(hasEnded(a.phase)) - Number(hasEnded(b.phase)) || b.startedAt - a.startedAt);
}

const words: Record<ImportPhase, string> = {
  queued: "Queued",
  sending: "Uploading",
  waiting: "Connection lost. Reconnecting…",
  stopped: "Upload stopped",
  unfinished: "Partly received",
  reading: "Reading",
  unpacking: "Unpacking",
  publishing: "Publishing",
  done: "Imported",
  failed: "Failed",
  canceled: "Canceled",
};

/** The phase in words, with the name of the file that is being unpacked. */
export const phaseText = (view: ImportView): string =>
  view.phase === "unpacking" && view.currentFile !== null
    ? `Unpacking ${view.currentFile}`
    : words[view.phase];
