/** `show ap image`: counters and one row per joined access point, at the columns of real controllers. */

import type { ApRow } from "@/lib/contracts/aps";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { timeOfDay } from "@/lib/kit/time-text";
import { alignCells } from "./layout";

/** What the listing shows. */
export type ApImageState = {
  aps: readonly ApRow[];
  upgrade: UpgradeRow | undefined;
  /** The number of downloads at join since the controller booted. */
  joinDownloads: number;
};

const HEADER_COLUMNS = [0, 34, 57, 81, 102, 123, 141, 155];
const ROW_COLUMNS = [0, 34, 57, 84, 106, 126, 146, 158];
const HEADER = [
  "AP Name",
  "Primary Image",
  "Backup Image",
  "Predownload Status",
  "Predownload Version",
  "Next Retry Time",
  "Retry Count",
  "Method",
];

export const counterLine = (label: string, value: number | string): string =>
  `        ${label.padEnd(27)}: ${value}`;

/** The lines of the listing. */
export function showApImage({ aps, upgrade, joinDownloads }: ApImageState): string[] {
  const joined = aps.filter((ap) => ap.joined);
  const count = (status: ApRow["status"]) => joined.filter((ap) => ap.status === status).length;
  return [
    `Total number of APs  : ${joined.length}`,
    "",
    "",
    "Number of APs ",
    counterLine("Initiated", count("Initiated")),
    counterLine("Downloading", aps.filter((ap) => ap.capwapState === "Image Data").length),
    counterLine("Predownloading", count("Predownloading")),
    counterLine("Completed downloading", joinDownloads),
    counterLine("Completed predownloading", count("Complete")),
    counterLine("Not Supported", count("Unsupported")),
    counterLine("Failed to Predownload", failedCount(aps)),
    counterLine("Predownload in progress", isInProgress(joined, upgrade) ? "Yes" : "No"),
    alignCells(HEADER_COLUMNS, HEADER),
    "-".repeat(162),
    ...joined.map(rowOf),
  ];
}

/**
 * Those that will be tried again and those that will not. An access point that was lost during its predownload has no
 * row in the listings any more, but stays counted.
 */
export const failedCount = (aps: readonly ApRow[]): number =>
  aps.filter((ap) => ap.status === "Failed").length;

function isInProgress(joined: readonly ApRow[], upgrade: UpgradeRow | undefined): boolean {
  const states = ["ap-predownload-initiated", "ap-predownload-in-progress"];
  if (upgrade?.running && states.includes(upgrade.state)) return true;
  return joined.some((ap) => ap.status === "Initiated" || ap.status === "Predownloading" || ap.retrying);
}

function rowOf(ap: ApRow): string {
  const idle = ap.status === "None" || ap.status === "Unsupported";
  const nextRetry = ap.nextRetryAt === null ? (idle ? "N/A" : "0") : timeOfDay(ap.nextRetryAt);
  return alignCells(ROW_COLUMNS, [
    ap.name,
    ap.primaryVersion,
    ap.backupVersion,
    ap.status,
    ap.predownloadVersion,
    nextRetry,
    ap.retryCount,
    ap.method,
  ]);
}
