/** Which rows a query means: said once, for the database and for the store in memory. */

import type { LogQuery } from "@/lib/contracts/commands/logs";
import type { LogLine } from "@/lib/contracts/logs";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";

/** A search text as it was typed, anywhere, in any case; there are no wildcards. */
export const containsText = (haystack: string, typed: string): boolean =>
  haystack.toLowerCase().includes(typed.trim().toLowerCase());

/** Everything but `before`, which is a question of order. */
export const logLineMatches = (line: LogLine, query: LogQuery): boolean =>
  line.source === query.source &&
  (query.apId === null || line.apId === query.apId) &&
  (query.severity === undefined || (line.severity !== null && line.severity <= query.severity)) &&
  containsText(line.text, query.text);

/** What an operator may look for in a transfer, one thing per line so that no match spans two of them. */
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

export const transferMatches = (row: TransferRow, query: TransferHistoryQuery): boolean =>
  (query.outcome === "any" || row.outcome === query.outcome) &&
  (query.protocol === "any" || row.protocol === query.protocol) &&
  containsText(transferWords(row), query.text);

/** The access point of whom an event speaks, if of one. */
export const apIdOf = (data: object): string | null =>
  "apId" in data && typeof data.apId === "string" ? data.apId : null;

/** When it ended; a row that has not ended is treated as of its start. */
export const endOf = (row: TransferRow): number => row.endedAt ?? row.startedAt;
