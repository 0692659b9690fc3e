/** Which rows match a query, for the database and for the store in memory. */
import { AUDIT_DONE, type AuditEntry, type AuditFilter } from "@/lib/contracts/audit";
import type { LogQuery } from "@/lib/contracts/commands/logs";
import type { LogLine } from "@/lib/contracts/logs";
import type { RunQuery, RunRow } from "@/lib/contracts/runs";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";

/** Whether a text contains the search text, ignoring case; there are no wildcards. */
export const containsText = (haystack: string, typed: string): boolean =>
  haystack.toLowerCase().includes(typed.trim().toLowerCase());

/** Whether a line matches the query, apart from `before`. */
export const logLineMatches = (line: LogLine, query: LogQuery): boolean =>
  line.source === query.source &&
  (query.apId === null || line.apId === query.apId) &&
  (query.upgradeId === undefined || line.upgradeId === query.upgradeId) &&
  (query.severity === undefined || (line.severity !== null && line.severity <= query.severity)) &&
  containsText(line.text, query.text);

/** The texts of a transfer that a search covers, one per line so that no match spans two of them. */
const transferWords = (row: TransferRow): string =>
  [
    row.path,
    row.client.name,
    row.client.address,
    row.server.address,
    row.imageSet,
    row.family,
    row.version,
    row.user,
    row.cause?.message,
  ]
    .filter((word) => word !== null && word !== undefined)
    .join("\n");

/** Of a run are the transfers of simulated clients that started during it. */
const isDuring = (row: TransferRow, during: TransferHistoryQuery["during"]): boolean =>
  during === undefined ||
  (row.client.apId !== null &&
    row.startedAt >= during.from &&
    (during.until === null || row.startedAt <= during.until));

export const transferMatches = (row: TransferRow, query: TransferHistoryQuery): boolean =>
  isDuring(row, query.during) &&
  (query.outcome === "any" || row.outcome === query.outcome) &&
  (query.protocol === "any" || row.protocol === query.protocol) &&
  containsText(transferWords(row), query.text);

/** The id of an event's access point; null when it has none. */
export const apIdOf = (data: object): string | null =>
  "apId" in data && typeof data.apId === "string" ? data.apId : null;

/** When a transfer ended; its start when it has not ended. Milliseconds. */
export const endOf = (row: TransferRow): number => row.endedAt ?? row.startedAt;

/** Whether a run matches the query, apart from `before`. */
export const runMatches = (row: RunRow, query: RunQuery): boolean =>
  (query.outcome === "any" || row.outcome === query.outcome) &&
  (query.startedBy === null || row.startedBy === query.startedBy) &&
  (query.version === null || row.targetVersion === query.version || row.fromVersion === query.version) &&
  containsText(
    [
      `Run ${row.number}`,
      row.startedBy,
      row.mode,
      row.fromVersion,
      row.targetVersion,
      row.status,
      row.fault?.message,
    ]
      .filter((word) => word !== null && word !== undefined)
      .join("\n"),
    query.text,
  );

/** The texts of an audit entry that a search covers. */
const auditWords = ({ actor, action, detail, changes, outcome }: AuditEntry): string =>
  [
    actor.name,
    actor.from,
    actor.token,
    action,
    detail,
    outcome,
    ...changes.flatMap(({ field, before, after }) => [field, before, after]),
  ]
    .filter((word) => word !== null)
    .join("\n");

/** Whether an audit entry matches the filter. */
export const auditMatches = (entry: AuditEntry, filter: AuditFilter): boolean =>
  (filter.user === null || entry.actor.name === filter.user) &&
  (filter.action === null || entry.action === filter.action) &&
  (filter.outcome === "any" || (entry.outcome === AUDIT_DONE) === (filter.outcome === "done")) &&
  (filter.since === null || entry.wallAt >= filter.since) &&
  (filter.until === null || entry.wallAt <= filter.until) &&
  containsText(auditWords(entry), filter.text);
