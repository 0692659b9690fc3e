/** `show install summary` at the captured format, and the frame of `show install log` (ours). */
import type { LogLine } from "@/lib/contracts/logs";
import { packageVersion } from "./layout";

export type InstallState = { running: string; committed: boolean; inactive: string | null };

const RULE = "-".repeat(80);

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

export const showInstallLog = (lines: readonly LogLine[]): string[] =>
  lines.length === 0 ? ["No install operation was recorded."] : lines.map((line) => line.text);
