/** The columns and filters of the access point table. */
import type { Column, Facet } from "@/components/live-table/column";
import { wholePercent } from "@/components/ui/progress-bar";
import type { ApRow } from "@/lib/contracts/aps";
import { predownloadStatuses } from "@/lib/contracts/predownload";
import { NO_VERSION } from "@/lib/contracts/versions";
import { controllerTime } from "@/lib/kit/time-text";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { ApName } from "./ap-name";
import { ApProgress } from "./ap-progress";
import { ApStatus } from "./ap-status";
import { RetryTime } from "./retry-time";
import { addressSortValue, versionSortValue } from "./sort-value";

const NO_VALUE = <span className="text-ink-3">–</span>;
const version = (text: string) =>
  text === NO_VERSION || text === "" ? NO_VALUE : <span className="code block truncate">{text}</span>;
const versionText = (text: string) => (text === NO_VERSION ? "" : text);

/** All columns, in the order of the Software Upgrade page. */
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
    id: "status",
    header: "Predownload Status",
    width: 170,
    grow: 1,
    fields: ["status", "retrying"],
    sortValue: (row) => predownloadStatuses.indexOf(row.status),
    text: (row) => row.status,
    cell: (row) => <ApStatus row={row} />,
  },
  {
    id: "progress",
    header: "Progress",
    width: 190,
    grow: 2,
    fields: ["bytes", "sizeBytes", "activity"],
    unsearched: true,
    sortValue: (row) => (row.sizeBytes ? row.bytes / row.sizeBytes : row.bytes > 0 ? 0 : null),
    text: (row) =>
      row.sizeBytes === null
        ? row.activity
        : `${wholePercent(row.bytes, row.sizeBytes)}% (${row.bytes} of ${row.sizeBytes} bytes)`,
    cell: (row) => <ApProgress row={row} />,
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
    fields: ["etaSeconds"],
    unsearched: true,
    sortValue: (row) => row.etaSeconds,
    text: (row) => (row.etaSeconds === null ? "" : `${Math.round(row.etaSeconds)} s`),
    cell: (row) =>
      row.etaSeconds === null ? (
        NO_VALUE
      ) : (
        <span className="whitespace-nowrap">{formatDuration(row.etaSeconds)}</span>
      ),
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
    id: "retry-at",
    header: "Next Retry Time (UTC)",
    width: 190,
    fields: ["nextRetryAt", "nextRetrySimulatedAt"],
    unsearched: true,
    sortValue: (row) => row.nextRetryAt,
    text: (row) => (row.nextRetrySimulatedAt === null ? "" : controllerTime(row.nextRetrySimulatedAt)),
    cell: (row) => (row.nextRetryAt === null ? NO_VALUE : <RetryTime row={row} />),
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
    id: "method",
    header: "Method",
    width: 95,
    fields: ["method"],
    sortValue: (row) => row.method,
    text: (row) => row.method,
    cell: (row) => (row.method === "N/A" ? <span className="text-ink-3">N/A</span> : row.method),
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
