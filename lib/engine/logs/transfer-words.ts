/** A transfer in one line when it begins and one when it ends: what went over the wire, without its packets. */
import type { TransferRow } from "@/lib/contracts/transfers";
import { formatRate } from "@/lib/kit/units";

/** Only what does not change any more once it runs. */
export function beganText(row: TransferRow): string {
  const { blockSize, windowSize } = row.options;
  const facts = [
    ...(row.size === null ? [] : [`${count(row.size)} bytes`]),
    ...(blockSize === null ? [] : [`block size ${blockSize}`]),
    ...(windowSize === null ? [] : [`window ${windowSize}`]),
  ];
  return `${nameOf(row)} transfer began: ${wayOf(row)}${facts.map((fact) => `, ${fact}`).join("")}`;
}

export function endedText(row: TransferRow): string {
  const seconds = Math.max(0, (row.endedAt ?? row.startedAt) - row.startedAt) / 1000;
  const facts = [
    `${count(row.bytes)} bytes in ${seconds.toFixed(3)} s`,
    formatRate(row.bytes / Math.max(seconds, 0.001)),
    // Below the others TCP repeats, and tells nobody.
    ...(row.protocol === "tftp" ? [`${count(row.retransmissions)} retransmissions`] : []),
  ];
  const cause = row.cause === null ? "" : `: ${row.cause.message}`;
  return `${nameOf(row)} transfer ${row.outcome}: ${wayOf(row)}, ${facts.join(", ")}${cause}`;
}

const count = (n: number): string => n.toLocaleString("en");
const nameOf = ({ protocol }: TransferRow): string => protocol.toUpperCase();

function wayOf({ direction, path, client, server }: TransferRow): string {
  const who = client.name ?? `${client.address} port ${client.port}`;
  if (direction === "send") return `${path} to ${who}`;
  if (direction === "receive") return `${path} from ${who}`;
  return `${path} from ${server.address} port ${server.port} to ${who}`;
}
