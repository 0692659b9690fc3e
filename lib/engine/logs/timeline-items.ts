/** What stands on the timeline: a log line, an event, the beginning or the end of a transfer, each at its place. */
import type { RecordedEvent } from "@/lib/contracts/events";
import type { LogLine } from "@/lib/contracts/logs";
import {
  type AxisPosition,
  positionKey,
  type TimelineEntry,
  type TimelineSource,
} from "@/lib/contracts/timeline";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Placed } from "./axis-merge";
import { eventSeverity, eventText } from "./event-words";
import { beganText, endedText } from "./transfer-words";

export type TimelineItem = Placed<TimelineEntry>;

/** RFC 5424: a transfer that failed is an error of its own, one that was cut short a warning. */
const severityOf = { running: 6, complete: 6, aborted: 4, failed: 3 } as const;

const placed = (position: AxisPosition, entry: Omit<TimelineEntry, "key" | "wallAt">): TimelineItem => ({
  position,
  entry: { key: positionKey(position), wallAt: position.wallAt, ...entry },
});

export function lineItem(source: TimelineSource, line: LogLine): TimelineItem {
  const { id, wallAt, at, apId, transferId, upgradeId, severity, text } = line;
  return placed({ wallAt, kind: "line", id }, { at, source, apId, transferId, upgradeId, severity, text });
}

export function eventItem({ id, event }: { id: number; event: RecordedEvent }): TimelineItem {
  const named = event.data as { apId?: string | null; upgradeId?: string };
  return placed(
    { wallAt: event.wallAt, kind: "event", id },
    {
      at: event.at,
      source: "state",
      apId: named.apId ?? null,
      transferId: null,
      upgradeId: named.upgradeId ?? null,
      severity: eventSeverity(event.type),
      text: eventText(event),
    },
  );
}

export const beganItem = (row: TransferRow): TimelineItem =>
  placed(
    { wallAt: row.startedAt, kind: "began", id: row.id },
    { ...whoseTransfer(row), severity: severityOf.running, text: beganText(row) },
  );

/** Null while it runs, and where the server's own log has the same figures in its last line. */
export function endedItem(row: TransferRow): TimelineItem | null {
  const isInLog = row.protocol === "tftp" && row.direction === "send";
  if (row.endedAt === null || isInLog) return null;
  return placed(
    { wallAt: row.endedAt, kind: "ended", id: row.id },
    { ...whoseTransfer(row), severity: severityOf[row.outcome], text: endedText(row) },
  );
}

/** Over CAPWAP it is the controller that sends; everything else goes over a server's wire. */
const whoseTransfer = ({ id, protocol, client }: TransferRow) => ({
  at: null,
  source: protocol === "capwap" ? ("controller" as const) : ("server" as const),
  apId: client.apId,
  transferId: id,
  upgradeId: null,
});
