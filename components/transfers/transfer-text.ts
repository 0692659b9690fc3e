/** Formats the facts of a transfer. */
import { wholePercent } from "@/components/ui/progress-bar";
import type { Tone } from "@/components/ui/tone";
import type { TransferRow } from "@/lib/contracts/transfers";
import { bracketedHost, hostAndPort } from "@/lib/kit/host-and-port";
import { formatBytes, formatDuration, formatRate } from "@/lib/kit/units";

const endpoint = ({ address, port }: { address: string; port: number }): string =>
  port > 0 ? hostAndPort(address, port) : bracketedHost(address);

/** The client of the transfer: the access point's name when it is one of the fleet, otherwise its address. */
export const peerName = (row: TransferRow): string =>
  row.client.name ?? (row.client.address || (row.protocol === "http" ? "Browser" : "Unknown client"));

/** Model and image family of the client when it is an access point: `C9105AXI-E, ap1g8`; empty for other clients. */
export const hardwareText = ({ client }: TransferRow): string =>
  [client.model, client.family].filter((part) => part != null).join(", ");

/** `EWC_17_12_1/ap1g7 to AP-1`, or `from` when the client sends. */
export const transferName = (row: TransferRow): string =>
  `${row.path} ${row.direction === "receive" ? "from" : "to"} ${peerName(row)}`;

/** Where the bytes go to or come from, and the user: `to 127.0.0.21:40001 as ewc`. */
export function routeText(row: TransferRow): string {
  const user = row.user === null ? "" : ` as ${row.user}`;
  switch (row.direction) {
    case "send":
      return `to ${endpoint(row.client)}${user}`;
    case "receive":
      return row.client.address === "" ? `from a browser${user}` : `from ${endpoint(row.client)}${user}`;
    case "fetch":
      return `from ${endpoint(row.server)}${user}`;
  }
}

/** The negotiated TFTP options: `1428 B blocks, window 16`; empty for other protocols. */
export function optionsText({ options, protocol }: TransferRow): string {
  if (protocol !== "tftp") return "";
  const parts = [`${options.blockSize ?? 512} B blocks`];
  if (options.windowSize !== null && options.windowSize > 1) parts.push(`window ${options.windowSize}`);
  if (options.netascii) parts.push("netascii");
  return parts.join(", ");
}

/** How an outcome is shown. */
export const outcomeLook: Record<TransferRow["outcome"], { tone: Tone; text: string }> = {
  running: { tone: "info", text: "Running" },
  complete: { tone: "ok", text: "Complete" },
  failed: { tone: "fail", text: "Failed" },
  aborted: { tone: "neutral", text: "Aborted" },
};

/** `12.1 MB of 70.5 MB, 17%`; without total and percentage while the size is unknown. */
export const progressText = ({ bytes, size }: Pick<TransferRow, "bytes" | "size">): string =>
  size === null
    ? formatBytes(bytes)
    : `${formatBytes(bytes)} of ${formatBytes(size)}, ${wholePercent(bytes, size)}%`;

/** `1.2 MB/s, 14 s left`; without the remaining time while it is unknown. */
export const paceText = (row: TransferRow): string =>
  row.etaSeconds === null
    ? formatRate(row.rateNow)
    : `${formatRate(row.rateNow)}, ${formatDuration(row.etaSeconds)} left`;

/** Seconds from the start to the end, or to `now` while it is running. */
export const durationSeconds = (row: TransferRow, now: number): number =>
  Math.max(0, ((row.endedAt ?? now) - row.startedAt) / 1000);

/** A duration with tenths below ten seconds, because most images take less on a fast network. */
export const shortDuration = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);

/** The version, after the image set unless the path starts with it. */
export const contentText = ({ imageSet, version, path }: TransferRow): string =>
  [imageSet !== null && path.startsWith(`${imageSet}/`) ? null : imageSet, version]
    .filter((part) => part !== null)
    .join(", ");

/** Retransmissions and duplicates; empty when there are none. */
export function lossText({ retransmissions, duplicates }: TransferRow): string {
  const parts: string[] = [];
  if (retransmissions > 0)
    parts.push(`${retransmissions} ${retransmissions === 1 ? "retransmission" : "retransmissions"}`);
  if (duplicates > 0) parts.push(`${duplicates} ${duplicates === 1 ? "duplicate" : "duplicates"}`);
  return parts.join(", ");
}
