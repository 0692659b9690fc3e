/** The text of an entry without its own timestamp, which the list already shows. */
import type { TimelineEntry } from "@/lib/contracts/timeline";

const timestamps = {
  /** `Nov 23 02:49:18 host `, as in auth.log. */
  server: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ /,
  /** `*Nov 23 02:49:18.123: ` */
  controller: /^\*[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d\.\d{3}: /,
  /** `[*11/23/2026 02:49:18.1234] ` */
  "access point": /^\[\*[\d/]+ [\d:.]+\] ?/,
  state: /^(?!)/,
} as const;

/** The text without the timestamp of the source's log format. */
export const withoutTimestamp = ({ source, text }: Pick<TimelineEntry, "source" | "text">): string =>
  text.replace(timestamps[source], "");

/** The tone of an entry. RFC 5424 section 6.2.1: 3 is an error, 4 a warning. */
export function toneOf(severity: number | null): "fail" | "warn" | null {
  if (severity === null || severity > 4) return null;
  return severity === 4 ? "warn" : "fail";
}
