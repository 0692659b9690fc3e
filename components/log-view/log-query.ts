/** Which lines of a log a view shows: the same rule for the live lines of the tab and for the stored ones. */
import type { LogLine } from "@/lib/contracts/logs";
import { serverIds } from "@/lib/contracts/server-ids";

/** A topic of the stream whose rows are log lines. */
export type LogTopic = "syslog" | "install" | "tftp" | "sftp" | "catalog" | `console:${string}`;

/** Whether a topic is the log of an image server: its lines have wall time. */
export const isServerLog = (topic: LogTopic): boolean => (serverIds as readonly string[]).includes(topic);

/** What to show of a log. */
export type LogFilter = {
  text: string;
  /** This severity and worse ones; null: all. */
  severity: number | null;
  apId: string | null;
  /** Only lines of this upgrade. */
  upgradeId?: string | undefined;
};

/** The filter that hides nothing. */
export const NO_LOG_FILTER: LogFilter = { text: "", severity: null, apId: null };

/** Whether the filter hides anything. */
export const isNarrowed = ({ text, severity, apId, upgradeId }: LogFilter): boolean =>
  text.trim() !== "" || severity !== null || apId !== null || upgradeId !== undefined;

/** Whether a line matches; the same rule as `logs.read` has in the store. */
export function matches(line: LogLine, { text, severity, apId, upgradeId }: LogFilter): boolean {
  return (
    (apId === null || line.apId === apId) &&
    (upgradeId === undefined || line.upgradeId === upgradeId) &&
    (severity === null || (line.severity !== null && line.severity <= severity)) &&
    line.text.toLowerCase().includes(text.trim().toLowerCase())
  );
}

/** The `logs.read` query for a filtered log. */
export function queryOf(topic: LogTopic, { text, severity, apId, upgradeId }: LogFilter) {
  const [, ofAp = apId] = topic.split(":", 2) as [string, string?];
  const source: LogLine["source"] = topic.startsWith("console:")
    ? "console"
    : (topic as Exclude<LogTopic, `console:${string}`>);
  const query = { source, text, apId: ofAp, ...(upgradeId !== undefined && { upgradeId }) };
  return severity === null ? query : { ...query, severity };
}
