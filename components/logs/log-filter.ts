/** Which lines of the controller's log are wanted; kept in the address, so that it can be sent on. */
import { severityNames } from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";

export type LogFilter = {
  text: string;
  /** Lines this severe or more; null means all. */
  severity: number | null;
  apId: string | null;
};

/** All but the last, which is all of them. */
const severities = severityNames.slice(0, 7).map((name) => name.charAt(0).toUpperCase() + name.slice(1));

export const ALL_SEVERITIES = "all";

/** From all lines to only the worst. */
export const severityOptions: readonly { value: string; label: string }[] = [
  { value: ALL_SEVERITIES, label: "All severities" },
  ...severities
    .map((name, i) => ({ value: String(i), label: i === 0 ? `${name} (0)` : `${name} and worse (0–${i})` }))
    .reverse(),
];

export function readFilter(params: { get(name: string): string | null }): LogFilter {
  const severity = params.get("severity") ?? "";
  return {
    text: params.get("q") ?? "",
    severity: /^[0-6]$/.test(severity) ? Number(severity) : null,
    apId: params.get("ap"),
  };
}

/** The address's parameters for a filter; what it does not narrow is not in them. */
export function writeFilter({ text, severity, apId }: LogFilter): string {
  const params = new URLSearchParams();
  if (text !== "") params.set("q", text);
  if (severity !== null) params.set("severity", String(severity));
  if (apId !== null) params.set("ap", apId);
  return params.toString();
}

export const isNarrowed = ({ text, severity, apId }: LogFilter): boolean =>
  text.trim() !== "" || severity !== null || apId !== null;

/** The same choice as `logs.read` makes in the store. */
export function fits(line: LogLine, { text, severity, apId }: LogFilter): boolean {
  return (
    (apId === null || line.apId === apId) &&
    (severity === null || (line.severity !== null && line.severity <= severity)) &&
    line.text.toLowerCase().includes(text.trim().toLowerCase())
  );
}

/** What `logs.read` is to be asked for this filter. */
export const questionOf = ({ text, severity, apId }: LogFilter) => ({
  source: "syslog" as const,
  text,
  apId,
  ...(severity !== null && { severity }),
});
