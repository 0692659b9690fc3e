/**
 * The two listings of the predownload: the state of the controller, and the progress of each access point in a format of
 * our own.
 */
import { type ApRow, type ImageRow, isMoving } from "@/lib/contracts/aps";
import { isSettled, statusWord } from "@/lib/contracts/predownload";
import type { UpgradeRow, UpgradeState } from "@/lib/contracts/upgrade";
import { activityText, queueText } from "@/lib/contracts/waiting";
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

const AP_COLUMNS = [0, 34, 44, 60, 69, 82, 95, 108, 119, 128];
const AP_HEADER = [
  "AP Name",
  "Image",
  "Status",
  "Percent",
  "Bytes",
  "Size",
  "Bytes/s",
  "Estimate",
  "Method",
  "Activity",
];
const CONTROLLER_COLUMNS = [0, 34, 60, 69, 82, 95, 108, 119];
const CONTROLLER_HEADER = [
  "AP Name",
  "Status",
  "Percent",
  "Bytes",
  "Size",
  "Bytes/s",
  "Estimate",
  "Activity",
];
const RULE = "-".repeat(160);

/** `41%`; `-` while no transfer has begun or its size is not known. */
export const percentCell = ({ percent }: ImageRow): string => (percent === null ? "-" : `${percent}%`);

/** Seconds -> `0:02:21`. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "-";
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** What the listings of the progress show. */
export type PredownloadState = {
  aps: readonly ApRow[];
  upgrade: UpgradeRow | undefined;
  wallNow: number;
  simulatedNow: number;
};

/** `46%, ready in 0:02:21` */
export function runProgress({ upgrade, wallNow }: PredownloadState): string {
  if (upgrade === undefined || upgrade.id === "") return "-";
  const { percent, running, estimatedEndAt } = upgrade;
  const end = running ? estimatedEndAt : null;
  return end === null ? `${percent}%` : `${percent}%, ready in ${duration((end - wallNow) / 1000)}`;
}

/** What an access point does or waits for, with the numbers of this moment. */
export function activityCells({ aps, upgrade, simulatedNow }: PredownloadState): (ap: ApRow) => string {
  const byId = new Map(aps.map((ap) => [ap.id, ap]));
  return (ap) =>
    activityText(ap, {
      queue: upgrade?.queue ?? null,
      now: simulatedNow,
      awaited: ap.waitsForAp === null ? undefined : byId.get(ap.waitsForAp),
    }) || "-";
}

/** `show wireless ewc-ap ap image predownload status`: both images of each joined access point, apart from each other. */
export function showApPredownloadStatus(state: PredownloadState): string[] {
  const { aps, upgrade, simulatedNow } = state;
  const joined = aps.filter((ap) => ap.joined);
  const activity = activityCells(state);
  const standby = joined.filter((ap) => ap.controllerImage.state !== "none");
  return [
    `Total number of APs   : ${joined.length}`,
    `Predownload progress  : ${runProgress(state)}`,
    `Bytes moved           : ${upgrade?.bytesMoved ?? 0} of ${upgrade?.bytesToMove ?? 0}`,
    `Waiting to start      : ${queueText(upgrade?.queue ?? null, simulatedNow) || "-"}`,
    "",
    "AP image",
    alignCells(AP_COLUMNS, AP_HEADER),
    RULE,
    ...joined.map((ap) =>
      alignCells(AP_COLUMNS, [
        ap.name,
        ap.family ?? "-",
        ap.status,
        ...transferCells(ap.apImage, ap.rate),
        ap.method,
        concernsController(ap) ? "-" : activity(ap),
      ]),
    ),
    "",
    "Controller image",
    alignCells(CONTROLLER_COLUMNS, CONTROLLER_HEADER),
    RULE,
    ...standby.map((ap) =>
      alignCells(CONTROLLER_COLUMNS, [
        ap.name,
        statusWord(ap.controllerImage.state),
        ...transferCells(ap.controllerImage, ap.rate),
        concernsController(ap) ? activity(ap) : "-",
      ]),
    ),
  ];
}

/** @param rate bytes per second of the access point, which are those of the image that moves */
const transferCells = (image: ImageRow, rate: number): (string | number)[] => [
  percentCell(image),
  image.bytes,
  image.sizeBytes ?? "-",
  isMoving(image) ? Math.round(rate) : 0,
  duration(image.etaSeconds),
];

/** Whether what it does or waits for is about the controller image. */
const concernsController = ({ controllerImage: { state } }: ApRow): boolean =>
  state !== "none" && !isSettled({ state });
