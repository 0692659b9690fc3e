/** `show users`, `show history` and `show terminal`. */

import { timeOfDay } from "@/lib/kit/time-text";
import type { CliSessionRow } from "../ports";
import { alignCells } from "./layout";

const COLUMNS = [4, 15, 26, 47, 58];
const ROW_COLUMNS = [5, 15, 26, 47, 56];

/** The absolute number of `vty n`: line 0 is the console. */
const absoluteLine = (line: number): number => line + 1;

/** The lines of `show users`; an asterisk marks the session of the user. */
export function showUsers(sessions: readonly CliSessionRow[]): string[] {
  return [
    alignCells(COLUMNS, ["Line", "User", "Host(s)", "Idle", "Location"]),
    ...sessions.map((s) => {
      const row = alignCells(ROW_COLUMNS, [
        `vty ${s.line}`,
        s.user,
        "idle",
        timeOfDay(s.idleSeconds * 1000),
        s.from,
      ]);
      return `${s.self ? "*" : " "}${String(absoluteLine(s.line)).padStart(3)} ${row.slice(5)}`;
    }),
  ];
}

/** The lines of `show history`. */
export const showHistory = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** The lines of `show terminal`. Lengths are 0 when unlimited. */
export const showTerminal = (
  sessions: readonly CliSessionRow[],
  { length, width, monitor }: { length: number; width: number; monitor: boolean },
): string[] => {
  const own = sessions.find((s) => s.self);
  return [
    `Line ${absoluteLine(own?.line ?? 0)}, Location: "${own?.from ?? ""}", Type: "VT100"`,
    `Length: ${length} lines, Width: ${width} columns`,
    "Status: PSI Enabled, Ready, Active, Automore On",
    `Monitoring of log messages is ${monitor ? "enabled" : "disabled"}.`,
    "Editing is enabled.",
    "History is enabled.",
  ];
};
