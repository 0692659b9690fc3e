/** What the TFTP server writes to its log, in the form of tftpd-hpa where that has one. No line break of a name survives. */

import { plainAddress } from "@/lib/kit/addresses";
import { printable } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";
import type { TransferHandle } from "@/lib/servers/transfer";
import type { Agreed } from "@/lib/wire/tftp/options";
import type { Refusal } from "./jail";
import type { TransferEnd } from "./served-transfer";

type Client = { address: string };
const to = (path: string, { address }: Client) => `${printable(path)} to ${plainAddress(address)}`;

export const say = {
  request: (what: "RRQ" | "WRQ", filename: string, { address }: Client) =>
    `${what} from ${plainAddress(address)} filename ${printable(filename)}`,
  refused: ({ code, words }: Refusal, { address }: Client) =>
    `sending NAK (${code}, ${words}) to ${plainAddress(address)}`,
  announced: (path: string, client: Client, sizeBytes: number | null) =>
    `Announced ${to(path, client)}: ${sizeBytes ?? "unknown"} bytes, the client asked only for the size`,
  sent: (
    path: string,
    client: Client,
    { bytes, retransmissions }: Pick<TransferHandle, "bytes" | "retransmissions">,
    { blockSize, windowSize }: Agreed,
    { outcome, cause }: TransferEnd,
    ms: number,
  ) => {
    const seconds = ms / 1000;
    const rate = formatRate(bytes / Math.max(seconds, 0.001));
    return (
      `Sent ${to(path, client)}: ${bytes} bytes in ${seconds.toFixed(3)} s, ${rate}, block size ${blockSize}, ` +
      `window ${windowSize}, ${retransmissions} retransmissions, ${outcome}${cause === null ? "" : `: ${cause.message}`}`
    );
  },
  socketFault: (code: string) => `tftpd: the listening socket reports ${code}`,
};
