/** `show install summary` in the captured format, and `show install log` in a format of our own. */
import type { LogLine } from "@/lib/contracts/logs";
import { packageVersion } from "./layout";

/** The installed versions; `inactive` is null when there is none. */
export type InstallState = { running: string; committed: boolean; inactive: string | null };

const RULE = "-".repeat(80);

/** The lines of `show install summary`. */
export function showInstallSummary(state: InstallState): string[] {
  const row = (mark: "I" | "U" | "C", version: string) => `IMG   ${mark}    ${packageVersion(version)}`;
  return [
    "[ Chassis 1/R0 ] Installed Package(s) Information:",
    "State (St): I - Inactive, U - Activated & Uncommitted,",
    "            C - Activated & Committed, D - Deactivated & Uncommitted",
    RULE,
    "Type  St   Filename/Version",
    RULE,
    row(state.committed ? "C" : "U", state.running),
    ...(state.inactive === null ? [] : [row("I", state.inactive)]),
    "",
    RULE,
    "Auto abort timer: inactive",
    RULE,
  ];
}

/** The lines of `show install log`. */
export const showInstallLog = (lines: readonly LogLine[]): string[] =>
  lines.length === 0 ? ["No install operations are logged."] : lines.map((line) => line.text);
