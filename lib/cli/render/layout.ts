/** Columns, times and versions in the format of the controller's listings. All times are UTC. */
import { printable } from "@/lib/kit/text";

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
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
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

/** `2 hours 3 minutes 29 seconds`, as access points' times are listed; never empty. */
export function apDuration(milliseconds: number): string {
  let seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: string[] = [];
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 || unit === "second" || parts.length > 0)
      parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

/** `Jan 30 2024 21:41:35`, as directories list it. */
export function fileTime(at: number): string {
  const d = new Date(at);
  return `${MONTHS[d.getUTCMonth()]} ${two(d.getUTCDate())} ${d.getUTCFullYear()} ${timeOfDay(at)}`;
}

/** `01/30/2024 21:41:35` */
export function joinTime(at: number): string {
  const d = new Date(at);
  return `${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}/${d.getUTCFullYear()} ${timeOfDay(at)}`;
}

/** `17.12.1.5` -> `17.12.1`, the release without its build number. */
export const releaseOf = (version: string): string => version.split(".").slice(0, 3).join(".");

/** `17.12.1.5` -> `17.12.01.0.5`: five fields, with two digits for minor and maintenance number. */
export function packageVersion(version: string): string {
  const [major = "0", minor = "0", maintenance = "0", build = "0"] = version.split(".");
  return `${major}.${minor.padStart(2, "0")}.${maintenance.padStart(2, "0")}.0.${build}`;
}
