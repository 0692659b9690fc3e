/**
 * `show install summary` and the lists by state, in the format of captures from IOS XE, and `show install log` in a
 * format of our own.
 */

import type { LogLine } from "@/lib/contracts/logs";
import { spanOfTime } from "@/lib/kit/time-text";
import type { ControllerFacts } from "../ports";
import { packageVersion } from "./layout";

/** What is installed, at one moment. */
export type InstallState = Pick<
  ControllerFacts,
  "version" | "committed" | "committedVersion" | "inactiveVersion" | "rollbackInMs"
>;

export type InstallList = "active" | "inactive" | "committed" | "uncommitted";

const RULE = "-".repeat(80);
const TITLES: Record<InstallList, string> = {
  active: "Active",
  inactive: "Inactive",
  committed: "Committed",
  uncommitted: "Uncommitted",
};

type Package = { state: "C" | "U" | "I"; version: string };

function packages({ version, committed, inactiveVersion }: InstallState): Package[] {
  const running: Package = { state: committed ? "C" : "U", version };
  return inactiveVersion === null ? [running] : [running, { state: "I", version: inactiveVersion }];
}

const BELONGS: Record<InstallList, (state: Package["state"]) => boolean> = {
  active: (state) => state !== "I",
  inactive: (state) => state === "I",
  committed: (state) => state === "C",
  uncommitted: (state) => state === "U",
};

const header = (what: string): string[] => [
  `[ Chassis 1/R0 ] ${what} Package(s) Information:`,
  "State (St): I - Inactive, U - Activated & Uncommitted,",
  "            C - Activated & Committed, D - Deactivated & Uncommitted",
  RULE,
  "Type  St   Filename/Version",
  RULE,
];
const row = ({ state, version }: Package): string => `IMG   ${state}    ${packageVersion(version)}`;

/** A timer that does not run is inactive, whether everything is committed or it was stopped. */
const footer = ({ rollbackInMs }: InstallState): string[] => [
  "",
  RULE,
  rollbackInMs === null
    ? "Auto abort timer: inactive"
    : `Auto abort timer: active on install_activate, time before rollback - ${spanOfTime(rollbackInMs)}`,
  RULE,
];

/** The lines of `show install summary`. */
export const showInstallSummary = (state: InstallState): string[] => [
  ...header("Installed"),
  ...packages(state).map(row),
  ...footer(state),
];

/** The lines of `show install active`, `inactive`, `committed` and `uncommitted`. */
export function showInstallList(list: InstallList, state: InstallState): string[] {
  const shown = packages(state).filter((p) => BELONGS[list](p.state));
  if (shown.length === 0) return [...header(TITLES[list]), `No ${TITLES[list]} Packages`];
  return [...header(TITLES[list]), ...shown.map(row), ...footer(state)];
}

/** The lines of `show install rollback`: the one version that `install rollback to committed` leads to. */
export const showInstallRollback = ({ committed, committedVersion }: InstallState): string[] =>
  committed
    ? ["No rollback points are available."]
    : [
        "ID      Label                            Description",
        RULE,
        `1       No_Label                         Committed ${packageVersion(committedVersion)}`,
      ];

/** The lines of `show install log`. */
export const showInstallLog = (lines: readonly LogLine[]): string[] =>
  lines.length === 0 ? ["No install operations are logged."] : lines.map((line) => line.text);
