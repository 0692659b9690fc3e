/** Converts log lines, events, and the start and end of transfers to timeline entries with their positions. */
import type { RecordedEvent } from "@/lib/contracts/events";
import type { LogLine } from "@/lib/contracts/logs";
import {
  type AxisPosition,
  positionKey,
  type TimelineEntry,
  type TimelineSource,
} from "@/lib/contracts/timeline";
import type { TransferRow } from "@/lib/contracts/transfers";
import { eventSeverity, eventText } from "./event-text";
import type { PositionedEntry } from "./merge-streams";
import { transferEndText, transferStartText } from "./transfer-text";

/** One timeline entry and its position. */
export type TimelineItem = PositionedEntry<TimelineEntry>;

/** RFC 5424 severities: informational while running and when complete, warning when aborted, error when failed. */
const SEVERITY_OF_OUTCOME = { running: 6, complete: 6, aborted: 4, failed: 3 } as const;

const itemAt = (position: AxisPosition, entry: Omit<TimelineEntry, "key" | "wallAt">): TimelineItem => ({
  position,
  entry: { key: positionKey(position), wallAt: position.wallAt, ...entry },
});

/** The entry of a log line. */
export function lineItem(source: TimelineSource, line: LogLine): TimelineItem {
  const { id, wallAt, at, apId, transferId, upgradeId, severity, text } = line;
  return itemAt(
    { wallAt, kind: "line", id },
    { at, source, apId, transferId, upgradeId, by: null, severity, text },
  );
}

/** The entry of a stored event; `id` is the store's. */
export function eventItem({ id, event }: { id: number; event: RecordedEvent }): TimelineItem {
  const ids = event.data as { apId?: string | null; upgradeId?: string; by?: string };
  return itemAt(
    { wallAt: event.wallAt, kind: "event", id },
    {
      at: event.at,
      source: "state",
      apId: ids.apId ?? null,
      transferId: null,
      upgradeId: ids.upgradeId ?? null,
      by: ids.by ?? null,
      severity: eventSeverity(event.type),
      text: eventText(event),
    },
  );
}

/** The entry for the start of a transfer. */
export const transferStartItem = (row: TransferRow): TimelineItem =>
  itemAt(
    { wallAt: row.startedAt, kind: "began", id: row.id },
    { ...transferFields(row), severity: SEVERITY_OF_OUTCOME.running, text: transferStartText(row) },
  );

/** The entry for the end of a transfer. Null while it runs, and when the TFTP server's log has the same figures. */
export function transferEndItem(row: TransferRow): TimelineItem | null {
  const isInServerLog = row.protocol === "tftp" && row.direction === "send";
  if (row.endedAt === null || isInServerLog) return null;
  return itemAt(
    { wallAt: row.endedAt, kind: "ended", id: row.id },
    { ...transferFields(row), severity: SEVERITY_OF_OUTCOME[row.outcome], text: transferEndText(row) },
  );
}

/** Over CAPWAP the controller is the sender; all other transfers belong to a server. */
const transferFields = ({ id, protocol, client }: TransferRow) => ({
  at: null,
  source: protocol === "capwap" ? ("controller" as const) : ("server" as const),
  apId: client.apId,
  transferId: id,
  upgradeId: null,
  by: null,
});
