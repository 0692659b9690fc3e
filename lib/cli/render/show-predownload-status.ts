/**
 * The two listings of the predownload: the state of the controller, and the progress of each access point in a format of
 * our own.
 */
import type { ApRow } from "@/lib/contracts/aps";
import type { UpgradeRow, UpgradeState } from "@/lib/contracts/upgrade";
import { alignCells } from "./layout";

const STATUS_WORDS: Record<UpgradeState, string> = {
  none: "None",
  "controller-download-initiated": "Initiated",
  "controller-download-in-progress": "Downloading",
  "controller-download-complete": "Downloaded",
  "controller-download-failed": "Failed",
  "ap-predownload-initiated": "Initiated",
  "ap-predownload-in-progress": "Predownloading",
  "ap-predownload-complete": "Predownloaded",
  "ap-predownload-unsupported": "Unsupported",
  "ap-predownload-failed": "Failed",
  "controller-predownload-in-progress": "Predownloading",
  "controller-predownload-complete": "Complete",
  "controller-predownload-failed": "Failed",
  activated: "Activated",
  "activation-failed": "Failed",
};

/** Nothing is predownloaded any more once the activated version is committed. */
const isOver = ({ state, uncommitted }: UpgradeRow): boolean => state === "activated" && uncommitted === null;

/** `show wireless ewc-ap predownload status`: one word per line, as parsers expect. */
export const showPredownloadStatus = (upgrade: UpgradeRow | undefined): string[] => [
  `Predownload Status: ${STATUS_WORDS[upgrade === undefined || isOver(upgrade) ? "none" : upgrade.state]}`,
  "",
  `Predownload Error: ${upgrade?.fault?.code ?? "None"}`,
];

const COLUMNS = [0, 34, 44, 60, 69, 82, 95, 108, 119];
const HEADER = ["AP Name", "Image", "Status", "Percent", "Bytes", "Size", "Bytes/s", "Estimate", "Method"];

/** `-` when the size of the image is not known yet. */
function percentOf(ap: ApRow): string {
  if (ap.status === "Complete") return "100%";
  if (ap.sizeBytes === null || ap.sizeBytes === 0) return "-";
  return `${Math.floor((100 * Math.min(ap.bytes, ap.sizeBytes)) / ap.sizeBytes)}%`;
}

/** Seconds -> `0:02:21`. */
function estimate(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "-";
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** `show wireless ewc-ap ap image predownload status` */
export function showApPredownloadStatus(
  aps: readonly ApRow[],
  upgrade: UpgradeRow | undefined,
  wallNow: number,
): string[] {
  const joined = aps.filter((ap) => ap.joined);
  const toMove = upgrade?.bytesToMove ?? 0;
  const percent = toMove > 0 ? `${Math.floor((100 * (upgrade?.bytesMoved ?? 0)) / toMove)}%` : "-";
  const end = upgrade?.running ? upgrade.estimatedEndAt : null;
  return [
    `Total number of APs   : ${joined.length}`,
    `Predownload progress  : ${percent} (${upgrade?.bytesMoved ?? 0} of ${toMove} bytes)`,
    `Estimated completion  : ${end === null || end === undefined ? "-" : `in ${estimate((end - wallNow) / 1000)}`}`,
    "",
    alignCells(COLUMNS, HEADER),
    "-".repeat(125),
    ...joined.map((ap) =>
      alignCells(COLUMNS, [
        ap.name,
        ap.family ?? "-",
        ap.status,
        percentOf(ap),
        ap.bytes,
        ap.sizeBytes ?? "-",
        Math.round(ap.rate),
        estimate(ap.etaSeconds),
        ap.method,
      ]),
    ),
  ];
}
