/** `show users` and `show history`. */
import { printable } from "@/lib/kit/text";
import type { CliSessionRow } from "../ports";
import { alignCells, timeOfDay } from "./layout";

const COLUMNS = [4, 15, 26, 47, 56];

/** The lines of `show users`; an asterisk marks the session of the user. */
export function showUsers(sessions: readonly CliSessionRow[]): string[] {
  return [
    alignCells(COLUMNS, ["Line", "User", "Host(s)", "Idle", "Location"]),
    ...sessions.map((s) => {
      const row = alignCells(COLUMNS, [
        `vty ${s.line}`,
        s.user,
        "idle",
        timeOfDay(s.idleSeconds * 1000),
        s.from,
      ]);
      return s.self ? `*${row.slice(1)}` : row;
    }),
  ];
}

/** The lines of `show history`. */
export const showHistory = (lines: readonly string[]): string[] =>
  lines.map((line) => `  ${printable(line)}`);
