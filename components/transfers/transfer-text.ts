/** A transfer in words and numbers, as an engineer reads them. Pure. */

import { wholePercent } from "@/components/ui/progress-bar";
import type { Tone } from "@/components/ui/tone";
import type { TransferRow } from "@/lib/contracts/transfers";
import { bracketedHost, hostPort } from "@/lib/kit/host-port";
import { formatBytes, formatDuration, formatRate } from "@/lib/kit/units";

const endpoint = ({ address, port }: { address: string; port: number }): string =>
  port > 0 ? hostPort(address, port) : bracketedHost(address);

/** The other side of the transfer: the access point's name where it is one of ours, else its address. */
export const peerName = (row: TransferRow): string => row.client.name ?? row.client.address;

/** Where the bytes go, in a few words, and who logged in for them. */
export function routeText(row: TransferRow): string {
  const who = row.user === null ? "" : ` as ${row.user}`;
  switch (row.direction) {
    case "send":
      return `to ${endpoint(row.client)}${who}`;
    case "receive":
      return `from ${endpoint(row.client)}${who}`;
    case "fetch":
      return `from ${endpoint(row.server)}${who}`;
  }
}

/** `1428 B blocks, window 16`; empty for what has no such options. */
export function optionsText({ options, protocol }: TransferRow): string {
  if (protocol !== "tftp") return "";
  const parts = [`${options.blockSize ?? 512} B blocks`];
  if (options.windowSize !== null && options.windowSize > 1) parts.push(`window ${options.windowSize}`);
  if (options.netascii) parts.push("netascii");
  return parts.join(", ");
}

export const outcomeLook: Record<TransferRow["outcome"], { tone: Tone; text: string }> = {
  running: { tone: "info", text: "Running" },
  complete: { tone: "ok", text: "Complete" },
  failed: { tone: "fail", text: "Failed" },
  aborted: { tone: "neutral", text: "Aborted" },
};

/** `12.1 MB of 70.5 MB, 17 %`; without the share while the size is not known. */
export const progressText = ({ bytes, size }: Pick<TransferRow, "bytes" | "size">): string =>
  size === null
    ? formatBytes(bytes)
    : `${formatBytes(bytes)} of ${formatBytes(size)}, ${wholePercent(bytes, size)} %`;

/** `1.2 MB/s, 14 s left`; without the rest where it is not known. */
export const paceText = (row: TransferRow): string =>
  row.etaSeconds === null
    ? formatRate(row.rateNow)
    : `${formatRate(row.rateNow)}, ${formatDuration(row.etaSeconds)} left`;

/** Seconds that it took; up to `now` while it runs. */
export const durationSeconds = (row: TransferRow, now: number): number =>
  Math.max(0, ((row.endedAt ?? now) - row.startedAt) / 1000);

/** Below ten seconds the tenths count: most images take less on a fast network. */
export const shortDuration = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);

/** What stands under a path: the version, and the set where the path does not begin with it. */
export const contentText = ({ imageSet, version, path }: TransferRow): string =>
  [imageSet !== null && path.startsWith(`${imageSet}/`) ? null : imageSet, version]
    .filter((part) => part !== null)
    .join(", ");

/** Only worth a word when there are any. */
export function lossText({ retransmissions, duplicates }: TransferRow): string {
  const parts: string[] = [];
  if (retransmissions > 0)
    parts.push(`${retransmissions} ${retransmissions === 1 ? "retransmission" : "retransmissions"}`);
  if (duplicates > 0) parts.push(`${duplicates} ${duplicates === 1 ? "duplicate" : "duplicates"}`);
  return parts.join(", ");
}

const two = (n: number): string => String(n).padStart(2, "0");

/** Local time, `2026-03-01 14:03:22`: sorts as text and reads the same everywhere. */
export function localTime(wallMs: number): string {
  const d = new Date(wallMs);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}
