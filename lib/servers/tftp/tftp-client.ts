/** The TFTP client of an access point: fetches a file from any server, or asks only for its size. */
import type { Fault } from "@/lib/contracts/fault";
import { type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { type DatagramLink, overLink } from "@/lib/servers/datagram-link";
import { askOptions } from "@/lib/wire/tftp/options";
import { TftpRead } from "./tftp-read";
import type { TftpSinks, TftpTarget } from "./tftp-target";

/** `blockSize` and `windowSize` are what the client asks for; a server may grant less, or 512 and 1 without options. */
export type TftpFetchRequest = TftpTarget &
  TftpSinks & {
    blockSize: number;
    windowSize: number;
    /** Impairs what the server sends; absent: no impairment. */
    link?: DatagramLink | undefined;
  };

export type TftpFetchResult =
  | {
      ok: true;
      bytes: number;
      announcedSize: number | null;
      elapsedMs: number;
      localAddress: string;
      localPort: number;
      /** Block size and window size as negotiated. */
      blockSize: number;
      windowSize: number;
      retransmissions: number;
      duplicates: number;
    }
  | { ok: false; fault: Fault; bytes: number; localAddress: string; localPort: number };

/** `sizeBytes` is null when the server did not announce a size. */
export type TftpProbeResult = { found: true; sizeBytes: number | null } | { found: false; fault: Fault };

/** Fetches one file. Never rejects: a failure is the `fault` of the result. */
export type FetchTftp = (request: TftpFetchRequest) => Promise<TftpFetchResult>;
/** Asks for the size of a file (RFC 2349 §4) and ends the transfer with an ERROR after the answer. Never rejects. */
export type ProbeTftp = (target: TftpTarget) => Promise<TftpProbeResult>;

/** A client that opens its sockets with `open`. */
export function tftpClient(open: OpenDatagram): { fetch: FetchTftp; probe: ProbeTftp } {
  return {
    fetch: async (request) => {
      const openLinked = request.link === undefined ? open : overLink(open, request.link);
      const read = new TftpRead(openLinked, request, request, askOptions(request));
      const ended = await read.run();
      const { address: localAddress, port: localPort } = read.local;
      if (ended !== null) return { ok: false, fault: ended, bytes: read.bytes, localAddress, localPort };
      return {
        ok: true,
        bytes: read.bytes,
        announcedSize: read.announcedSize,
        elapsedMs: read.elapsedMs,
        localAddress,
        localPort,
        blockSize: read.agreed.blockSize,
        windowSize: read.agreed.windowSize,
        retransmissions: read.retransmissions,
        duplicates: read.duplicates,
      };
    },
    probe: async (target) => {
      const read = new TftpRead(open, target, null, new Map([["tsize", "0"]]));
      const ended = await read.run();
      if (ended !== null) return { found: false, fault: ended };
      return { found: true, sizeBytes: read.announcedSize };
    },
  };
}

/** The client on real sockets. */
export const { fetch: fetchTftp, probe: probeTftp } = tftpClient(openDatagram);
