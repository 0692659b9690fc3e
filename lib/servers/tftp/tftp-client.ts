/**
 * A TFTP client as an access point has it: any server, any address and port. Fetches a file, or asks only for its size;
 * the read itself is in `tftp-read.ts`.
 */
import type { Fault } from "@/lib/contracts/fault";
import { type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { type DatagramLink, overLink } from "@/lib/servers/datagram-link";
import { askOptions } from "@/lib/wire/tftp/options";
import { type TftpPeer, TftpRead, type TftpSinks } from "./tftp-read";

export type TftpFetchRequest = TftpPeer &
  TftpSinks & {
    /** Asked for; the server may answer with less or ignore it (then 512 and 1). */
    blockSize: number;
    windowSize: number;
    /** A bad way for what the server sends; absent: the way as it is. */
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
      /** Negotiated. */
      blockSize: number;
      windowSize: number;
      retransmissions: number;
      duplicates: number;
    }
  | { ok: false; fault: Fault; bytes: number; localAddress: string; localPort: number };

export type TftpProbeResult = { found: true; sizeBytes: number | null } | { found: false; fault: Fault };

/** Fetches one file. Never throws: every way it can end is in the result. */
export type FetchTftp = (request: TftpFetchRequest) => Promise<TftpFetchResult>;
/** Asks for the size of a file and ends politely after the answer; no byte of the file is kept. Never throws. */
export type ProbeTftp = (request: TftpPeer) => Promise<TftpProbeResult>;

/** A client on these sockets. */
export function tftpClient(open: OpenDatagram): { fetch: FetchTftp; probe: ProbeTftp } {
  return {
    fetch: async (request) => {
      const way = request.link === undefined ? open : overLink(open, request.link);
      const read = new TftpRead(way, request, request, askOptions(request));
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
    probe: async (peer) => {
      const read = new TftpRead(open, peer, null, new Map([["tsize", "0"]]));
      const ended = await read.run();
      if (ended !== null) return { found: false, fault: ended };
      return { found: true, sizeBytes: read.announcedSize };
    },
  };
}

export const { fetch: fetchTftp, probe: probeTftp } = tftpClient(openDatagram);
