/** `show ap image`: counters and one row per joined access point, at the columns of real controllers. */
import type { ApRow } from "@/lib/contracts/aps";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { alignCells, timeOfDay } from "./layout";

/** What the listing shows. */
export type ApImageState = {
  aps: readonly ApRow[];
  upgrade: UpgradeRow | undefined;
  /** The number of downloads at join since the controller booted. */
  joinDownloads: number;
  /** Converts wall milliseconds to the controller's clock. */
  toSimulated(wallAt: number): number;
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

const counter = (label: string, value: number | string): string => `        ${label.padEnd(27)}: ${value}`;

/** The lines of the listing. */
export function showApImage(state: ApImageState): string[] {
  const joined = state.aps.filter((ap) => ap.joined);
  const count = (status: ApRow["status"]) => joined.filter((ap) => ap.status === status).length;
  return [
    `Total number of APs  : ${joined.length}`,
    "",
    "",
    "Number of APs ",
    counter("Initiated", count("Initiated")),
    counter("Downloading", state.aps.filter((ap) => ap.capwapState === "Image Data").length),
    counter("Predownloading", count("Predownloading")),
    counter("Completed downloading", state.joinDownloads),
    counter("Completed predownloading", count("Complete")),
    counter("Not Supported", count("Unsupported")),
    counter("Failed to Predownload", Math.max(count("Failed"), failedCount(state.upgrade))),
    counter("Predownload in progress", isInProgress(joined, state.upgrade) ? "Yes" : "No"),
    alignCells(HEADER_COLUMNS, HEADER),
    "-".repeat(162),
    ...joined.map((ap) => rowOf(ap, state.toSimulated)),
  ];
}

/** Includes access points that are not joined any more, which have no row in this listing. */
const failedCount = (upgrade: UpgradeRow | undefined): number =>
  upgrade === undefined || upgrade.state === "none" ? 0 : upgrade.counters.failed + upgrade.counters.retrying;

function isInProgress(joined: readonly ApRow[], upgrade: UpgradeRow | undefined): boolean {
  const states = ["ap-predownload-initiated", "ap-predownload-in-progress"];
  if (upgrade?.running && states.includes(upgrade.state)) return true;
  return joined.some((ap) => ap.status === "Initiated" || ap.status === "Predownloading" || ap.retrying);
}

function rowOf(ap: ApRow, toSimulated: (wallAt: number) => number): string {
  const idle = ap.status === "None" || ap.status === "Unsupported";
  const nextRetry = ap.nextRetryAt === null ? (idle ? "N/A" : "0") : timeOfDay(toSimulated(ap.nextRetryAt));
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
