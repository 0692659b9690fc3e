/** Columns, times and versions in the format of the controller's listings. All times are UTC. */
import { printable } from "@/lib/kit/text";
import { formatCountdown } from "@/lib/kit/units";

/** Puts cells at their columns. A cell that is too long shifts the next ones, with one blank between them. */
export function alignCells(columns: readonly number[], cells: readonly (string | number)[]): string {
  let line = "";
  cells.forEach((cell, i) => {
    const gap = line === "" ? (columns[i] ?? 0) : Math.max((columns[i] ?? 0) - line.length, 1);
    line += " ".repeat(gap) + printable(String(cell));
  });
  return line;
}

const two = (n: number): string => String(n).padStart(2, "0");
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `21:41:35` */
export function timeOfDay(at: number): string {
  const d = new Date(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** `Tue Jan 30 21:41:35 UTC 2024`, as install operations write it. */
export function installTime(at: number): string {
  const d = new Date(at);
  return `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${two(d.getUTCDate())} ${timeOfDay(at)} UTC ${d.getUTCFullYear()}`;
}

/** `21:41:35 UTC Tue Jan 30 2024` */
export function longTime(at: number): string {
  const d = new Date(at);
  return `${timeOfDay(at)} UTC ${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${d.getUTCDate()} ${d.getUTCFullYear()}`;
}

/** `*21:41:35.112 UTC Tue Jan 30 2024`; the asterisk means that the clock is not synchronized. */
export function clockTime(at: number): string {
  const milliseconds = String(new Date(at).getUTCMilliseconds()).padStart(3, "0");
  return `*${longTime(at).replace(" UTC", `.${milliseconds} UTC`)}`;
}

/** A span of time as `01:49:42`; hours may have more than two digits. */
export function spanOfTime(milliseconds: number): string {
  return formatCountdown(milliseconds / 1000).padStart(8, "0");
}

/** `1 week, 2 days, 3 hours, 4 minutes`; never empty. */
export function uptime(milliseconds: number): string {
  let minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const parts: string[] = [];
  for (const [unit, size] of [
    ["week", 10_080],
    ["day", 1440],
    ["hour", 60],
  ] as const) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  parts.push(`${minutes} minute${minutes === 1 ? "" : "s"}`);
  return parts.join(", ");
}

/** `17.12.1.5` -> `17.12.01.0.5`: five fields, with two digits for minor and maintenance number. */
export function packageVersion(version: string): string {
  const [major = "0", minor = "0", maintenance = "0", build = "0"] = version.split(".");
  return `${major}.${minor.padStart(2, "0")}.${maintenance.padStart(2, "0")}.0.${build}`;
}
