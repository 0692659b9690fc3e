/** The columns and filters of the access point table. */
import type { Column, Facet } from "@/components/live-table/column";
import type { ApRow, ImageRow } from "@/lib/contracts/aps";
import { predownloadStatuses } from "@/lib/contracts/predownload";
import { NO_VERSION } from "@/lib/contracts/versions";
import { controllerTime } from "@/lib/kit/time-text";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { ApName } from "./ap-name";
import { ApOutcome, outcomeOf } from "./ap-outcome";
import { ApProgress, hasProgress } from "./ap-progress";
import { ApStatus, NOT_JOINED_LABEL } from "./ap-status";
import { RetryTime } from "./retry-time";
import { addressSortValue, versionSortValue } from "./sort-value";

const NO_VALUE = <span className="text-ink-3">–</span>;
const version = (text: string) =>
  text === NO_VERSION || text === "" ? NO_VALUE : <span className="code block truncate">{text}</span>;
const versionText = (text: string) => (text === NO_VERSION ? "" : text);

/** Until the bytes of the image that moves have arrived; null when none does. */
export const secondsLeft = ({ apImage, controllerImage }: ApRow): number | null =>
  apImage.etaSeconds ?? controllerImage.etaSeconds;

/** `AP image 41% (28908800 of 70512640 bytes)`; empty before its transfer has begun. */
const imageText = (name: string, { percent, bytes, sizeBytes }: ImageRow): string =>
  percent === null
    ? ""
    : `${name} ${percent}%${sizeBytes === null ? "" : ` (${bytes} of ${sizeBytes} bytes)`}`;

/** All columns: first those that say how an access point fares in the upgrade. */
export const apColumns: readonly Column<ApRow>[] = [
  {
    id: "name",
    header: "AP Name",
    width: 180,
    grow: 2,
    fixed: true,
    fields: ["name", "isController", "isImageMaster", "joined"],
    sortValue: (row) => row.name,
    text: (row) => row.name,
    cell: (row) => <ApName row={row} />,
  },
  {
    id: "status",
    header: "Predownload Status",
    width: 170,
    grow: 1,
    fields: ["status", "retrying", "joined"],
    sortValue: (row) => predownloadStatuses.indexOf(row.status),
    text: (row) => (row.joined ? row.status : `${row.status}, ${NOT_JOINED_LABEL.toLowerCase()}`),
    cell: (row) => <ApStatus row={row} />,
  },
  {
    id: "progress",
    header: "Progress",
    width: 230,
    grow: 2,
    fields: ["apImage", "controllerImage", "activity"],
    unsearched: true,
    sortValue: (row) => row.apImage.percent,
    text: (row) =>
      hasProgress(row)
        ? [imageText("AP image", row.apImage), imageText("controller image", row.controllerImage)]
            .filter(Boolean)
            .join(", ")
        : row.activity,
    cell: (row) => <ApProgress row={row} />,
  },
  {
    id: "outcome",
    header: "Why or result",
    width: 230,
    grow: 3,
    fields: ["fault", "primaryVersion", "backupVersion"],
    sortValue: (row) => row.fault?.message ?? null,
    text: (row) => outcomeOf(row, null).text,
    cell: (row) => <ApOutcome row={row} />,
  },
  {
    id: "retry-at",
    header: "Next Retry Time (UTC)",
    width: 190,
    fields: ["nextRetryAt"],
    unsearched: true,
    sortValue: (row) => row.nextRetryAt,
    text: (row) => (row.nextRetryAt === null ? "" : controllerTime(row.nextRetryAt)),
    cell: (row) => (row.nextRetryAt === null ? NO_VALUE : <RetryTime at={row.nextRetryAt} />),
  },
  {
    id: "retries",
    header: "Retry Count",
    width: 80,
    align: "end",
    fields: ["retryCount"],
    unsearched: true,
    sortValue: (row) => row.retryCount,
    text: (row) => String(row.retryCount),
    cell: (row) => row.retryCount,
  },
  {
    id: "rate",
    header: "Rate",
    width: 100,
    align: "end",
    fields: ["rate"],
    unsearched: true,
    sortValue: (row) => (row.rate > 0 ? row.rate : null),
    text: (row) => (row.rate > 0 ? `${Math.round(row.rate)} B/s` : ""),
    cell: (row) =>
      row.rate > 0 ? <span className="whitespace-nowrap">{formatRate(row.rate)}</span> : NO_VALUE,
  },
  {
    id: "eta",
    header: "ETA",
    width: 85,
    align: "end",
    fields: ["apImage", "controllerImage"],
    unsearched: true,
    sortValue: secondsLeft,
    text: (row) => {
      const seconds = secondsLeft(row);
      return seconds === null ? "" : `${Math.round(seconds)} s`;
    },
    cell: (row) => {
      const seconds = secondsLeft(row);
      return seconds === null ? (
        NO_VALUE
      ) : (
        <span className="whitespace-nowrap">{formatDuration(seconds)}</span>
      );
    },
  },
  {
    id: "method",
    header: "Method",
    width: 95,
    fields: ["method"],
    sortValue: (row) => row.method,
    text: (row) => row.method,
    cell: (row) => (row.method === "N/A" ? <span className="text-ink-3">N/A</span> : row.method),
  },
  {
    id: "target",
    header: "Predownload Version",
    width: 125,
    fields: ["predownloadVersion"],
    sortValue: (row) => versionSortValue(row.predownloadVersion),
    text: (row) => versionText(row.predownloadVersion),
    cell: (row) => version(row.predownloadVersion),
  },
  {
    id: "primary",
    header: "Primary Image",
    width: 105,
    grow: 1,
    fields: ["primaryVersion"],
    sortValue: (row) => versionSortValue(row.primaryVersion),
    text: (row) => versionText(row.primaryVersion),
    cell: (row) => version(row.primaryVersion),
  },
  {
    id: "backup",
    header: "Backup Image",
    width: 105,
    grow: 1,
    fields: ["backupVersion"],
    sortValue: (row) => versionSortValue(row.backupVersion),
    text: (row) => versionText(row.backupVersion),
    cell: (row) => version(row.backupVersion),
  },
  {
    id: "model",
    header: "Model",
    width: 165,
    grow: 1,
    fields: ["model"],
    sortValue: (row) => row.model,
    text: (row) => row.model,
    cell: (row) => <span className="block truncate">{row.model}</span>,
  },
  {
    id: "ip",
    header: "IP Address",
    width: 125,
    grow: 1,
    fields: ["ip"],
    sortValue: (row) => addressSortValue(row.ip),
    text: (row) => row.ip,
    cell: (row) => <span className="code block truncate">{row.ip}</span>,
  },
];

/** Filters by status, image family, and model. */
export const apFacets: readonly Facet<ApRow>[] = [
  {
    id: "status",
    label: "Status",
    field: "status",
    value: (row) => row.status,
    order: predownloadStatuses,
  },
  { id: "family", label: "Family", field: "family", value: (row) => row.family ?? "unknown" },
  { id: "model", label: "Model", field: "model", value: (row) => row.model },
];

/** What the rows of the table are. */
export const apNoun = { one: "access point", many: "access points" };

/** The table of the Software Upgrade page. */
export const apTableShape = { columns: apColumns, facets: apFacets, defaultSort: "name" };
