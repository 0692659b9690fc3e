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

/** `17.12.1.5` -> `17.12.1`, the release without its build number. */
export const releaseOf = (version: string): string => version.split(".").slice(0, 3).join(".");

/** `17.12.1.5` -> `17.12.01.0.5`: five fields, with two digits for minor and maintenance number. */
export function packageVersion(version: string): string {
  const [major = "0", minor = "0", maintenance = "0", build = "0"] = version.split(".");
  return `${major}.${minor.padStart(2, "0")}.${maintenance.padStart(2, "0")}.0.${build}`;
}
