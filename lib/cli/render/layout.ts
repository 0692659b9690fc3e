/** Columns, times and versions in the format of the controller's listings. */
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

export { installTime, longTime, timeOfDay } from "@/lib/kit/time-text";

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
