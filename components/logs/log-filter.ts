/** The filter of the controller's log. It is in the URL, so that a filtered view can be shared. */
import type { LogFilter } from "@/components/log-view/log-query";
import { severityNames } from "@/lib/contracts/forwarding";

/** Without the last one, debugging, which is the same as all. */
const severities = severityNames.slice(0, 7).map((name) => name.charAt(0).toUpperCase() + name.slice(1));

/** The option that means no severity filter. */
export const ALL_SEVERITIES = "all";

/** From all lines to only the most severe. */
export const severityOptions: readonly { value: string; label: string }[] = [
  { value: ALL_SEVERITIES, label: "All severities" },
  ...severities
    .map((name, i) => ({ value: String(i), label: i === 0 ? `${name} (0)` : `${name} and worse (0–${i})` }))
    .reverse(),
];

/** The filter of the page: with `run`, only lines of the run with this number. */
export type LogsFilter = LogFilter & { run?: number | undefined };

/** The filter in the URL's parameters; invalid ones are ignored. */
export function readFilter(params: { get(name: string): string | null }): LogsFilter {
  const severity = params.get("severity") ?? "";
  const run = params.get("run") ?? "";
  return {
    text: params.get("q") ?? "",
    severity: /^[0-6]$/.test(severity) ? Number(severity) : null,
    apId: params.get("ap"),
    ...(/^[1-9]\d{0,8}$/.test(run) && { run: Number(run) }),
  };
}

/** The URL's parameters for a filter; empty for no filter. */
export function writeFilter({ text, severity, apId, run }: LogsFilter): string {
  const params = new URLSearchParams();
  if (text !== "") params.set("q", text);
  if (severity !== null) params.set("severity", String(severity));
  if (apId !== null) params.set("ap", apId);
  if (run !== undefined) params.set("run", String(run));
  return params.toString();
}
