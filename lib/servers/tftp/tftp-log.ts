/** Log lines of the TFTP server, worded as tftpd-hpa words them where it has such a line. File names are made printable. */
import { plainAddress } from "@/lib/kit/addresses";
import { printable } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";
import type { TransferHandle } from "@/lib/servers/transfer";
import type { Agreed } from "@/lib/wire/tftp/options";
import type { Endpoint } from "../endpoint";
import type { UdpEngine } from "../udp/udp-engine";
import type { TransferEnd } from "./served-transfer";
import type { Refusal } from "./tftp-refusal";

type Client = { address: string };
const from = (path: string, { address }: Client) => `${printable(path)} from ${plainAddress(address)}`;
const to = (path: string, { address }: Client) => `${printable(path)} to ${plainAddress(address)}`;

/** One line for each thing that is logged, without time and host. */
export const tftpLogLine = {
  request: (opcode: "RRQ" | "WRQ", filename: string, { address }: Client) =>
    `${opcode} from ${plainAddress(address)} filename ${printable(filename)}`,
  refused: ({ code, message }: Refusal, { address }: Client) =>
    `sending NAK (${code}, ${message}) to ${plainAddress(address)}`,
  sizeOnly: (path: string, client: Client, sizeBytes: number | null) =>
    `Announced ${to(path, client)}: ${sizeBytes ?? "unknown"} bytes, the client asked only for the size`,
  ended: (
    path: string,
    client: Client,
    { bytes, retransmissions }: Pick<TransferHandle, "bytes" | "retransmissions">,
    { blockSize, windowSize }: Agreed,
    { outcome, cause }: TransferEnd,
    elapsedMs: number,
    verb: "Sent" | "Received" = "Sent",
  ) => {
    const seconds = elapsedMs / 1000;
    const rate = formatRate(bytes / Math.max(seconds, 0.001));
    return (
      `${verb} ${verb === "Sent" ? to(path, client) : from(path, client)}: ${bytes} bytes in ${seconds.toFixed(3)} s, ${rate}, block size ${blockSize}, ` +
      `window ${windowSize}, ${retransmissions} retransmissions, ${outcome}${cause === null ? "" : `: ${cause.message}`}`
    );
  },
  /** For the end of a line about a name that does not exist. */
  didYouMean: (closest: string) => `did you mean ${printable(closest)}?`,
  /** @param inherited the sockets that systemd opened, if any */
  listening: (
    { address, port }: Endpoint,
    { kind, reason }: Pick<UdpEngine, "kind" | "reason">,
    inherited: readonly Endpoint[],
  ) =>
    `tftpd: listening on ${address} port ${port}` +
    inherited
      .slice(1)
      .map((further) => ` and ${further.address} port ${further.port}`)
      .join("") +
    `${inherited.length > 0 ? " (opened by systemd)" : ""}, packets by ${kind === "dgram" ? "dgram" : "system calls"}` +
    (reason === null ? "" : ` (${reason})`),
  socketError: (code: string) => `tftpd: error ${code} on the listening socket`,
};
