/** The sentences for the start and the end of a transfer on the timeline. */

import type { TransferRow } from "@/lib/contracts/transfers";
import { grouped } from "@/lib/kit/number-text";
import { formatRate } from "@/lib/kit/units";

/** Contains only what cannot change during the transfer. */
export function transferStartText(row: TransferRow): string {
  const { blockSize, windowSize } = row.options;
  const details = [
    ...(row.size === null ? [] : [`${grouped(row.size)} bytes`]),
    ...(blockSize === null ? [] : [`block size ${blockSize}`]),
    ...(windowSize === null ? [] : [`window ${windowSize}`]),
  ];
  return [`${protocolName(row)} transfer started: ${pathAndPeer(row)}`, ...details].join(", ");
}

/** Bytes, duration, rate and retransmissions, and the cause when the transfer failed. */
export function transferEndText(row: TransferRow): string {
  const seconds = Math.max(0, (row.endedAt ?? row.startedAt) - row.startedAt) / 1000;
  const details = [
    `${grouped(row.bytes)} bytes in ${seconds.toFixed(3)} s`,
    formatRate(row.bytes / Math.max(seconds, 0.001)),
    // The other protocols run over TCP, which does not report its retransmissions.
    ...(row.protocol === "tftp" ? [`${grouped(row.retransmissions)} retransmissions`] : []),
  ];
  const cause = row.cause === null ? "" : `: ${row.cause.message}`;
  return `${protocolName(row)} transfer ${row.outcome}: ${pathAndPeer(row)}, ${details.join(", ")}${cause}`;
}

const protocolName = ({ protocol }: TransferRow): string => protocol.toUpperCase();

function pathAndPeer({ direction, path, client, server }: TransferRow): string {
  const clientName = client.name ?? `${client.address} port ${client.port}`;
  if (direction === "send") return `${path} to ${clientName}`;
  if (direction === "receive") return `${path} from ${clientName}`;
  return `${path} from ${server.address} port ${server.port} to ${clientName}`;
}
