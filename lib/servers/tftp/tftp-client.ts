/** A TFTP client as an access point has it: any server, any address and port, the peer's answers as they really come. */
import type { Fault } from "@/lib/contracts/fault";

export type TftpPeer = {
  /** An address, not a name. */
  server: string;
  port: number;
  /** The file name exactly as it goes into the request. */
  path: string;
  /** Where to send from. An address that this machine does not have falls back to any. */
  localAddress?: string;
  /** Milliseconds without an answer before a packet is sent again. */
  timeoutMs: number;
  /** How often a packet is sent in all before the server is given up, at least once: 8 x 5 s = 40 s. */
  retries: number;
  signal?: AbortSignal | undefined;
};

export type TftpFetchRequest = TftpPeer & {
  /** Asked for; the server may answer with less or ignore it (then 512 and 1). */
  blockSize: number;
  windowSize: number;
  /** The bytes, in order, without gap or duplicate. A piece is the callee's to keep. */
  sink(piece: Uint8Array): void;
  /** Once, when the server answered: the size it announced, null when it announced none. */
  onAnnounced?(sizeBytes: number | null): void;
  /** Payload bytes so far; called per acknowledged window. */
  onProgress?(bytes: number): void;
  /** The local port, once it is known and before the request leaves. */
  onBound?(local: { address: string; port: number }): void;
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
