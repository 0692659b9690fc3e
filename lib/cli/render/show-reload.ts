/** `show reload`, and the lines before the question of `reload in` and `reload at`. */
import { longTime } from "@/lib/kit/time-text";
import type { ScheduledReloadFacts } from "../ports";

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** Milliseconds as `1 hour and 3 minutes`, `4 minutes and 12 seconds` or `12 seconds`. */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [
    [hours, "hour"],
    [minutes, "minute"],
    // Over an hour, the seconds are left out.
    [hours > 0 ? 0 : seconds % 60, "second"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => plural(count, unit));
  return shown.length === 0 ? plural(0, "second") : shown.join(" and ");
}

/** The two lines about a reload that is scheduled or about to be. */
export const scheduledReloadLines = ({ at, inMs, by }: ScheduledReloadFacts): string[] => [
  `Reload scheduled for ${longTime(at)} (in ${span(inMs)}) by ${by}`,
  "Reload reason: Reload Command",
];

/** The lines of `show reload`. */
export const showReload = (scheduled: ScheduledReloadFacts | null): string[] =>
  scheduled === null ? ["No reload is scheduled."] : scheduledReloadLines(scheduled);
