/** A line without the stamp that it was written with: the axis has the time already. */
import type { TimelineEntry } from "@/lib/contracts/timeline";

const stamps = {
  /** `Nov 23 02:49:18 host `, as in auth.log. */
  server: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ /,
  /** `*Nov 23 02:49:18.123: ` */
  controller: /^\*[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d\.\d{3}: /,
  /** `[*11/23/2026 02:49:18.1234] ` */
  "access point": /^\[\*[\d/]+ [\d:.]+\] ?/,
  state: /^(?!)/,
} as const;

export const withoutStamp = ({ source, text }: Pick<TimelineEntry, "source" | "text">): string =>
  text.replace(stamps[source], "");

/** RFC 5424: 3 is an error, 4 a warning. */
export function toneOf(severity: number | null): "fail" | "warn" | null {
  if (severity === null || severity > 4) return null;
  return severity === 4 ? "warn" : "fail";
}
