import type { LogLine } from "@/lib/contracts/logs";

/** A stored log line of the syslog, written at the millisecond that its id says; `fields` replace these values. */
export const logLine = (id: number, text = "joined", fields: Partial<LogLine> = {}): LogLine => ({
  id,
  source: "syslog",
  at: id,
  wallAt: id,
  severity: 5,
  text,
  apId: null,
  transferId: null,
  upgradeId: null,
  ...fields,
});
