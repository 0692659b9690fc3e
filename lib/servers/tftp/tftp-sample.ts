/** Reads a part of a file from a TFTP server, and tells what the server granted and how it behaved. */
import type { Fault } from "@/lib/contracts/fault";
import { type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { askOptions } from "@/lib/wire/tftp/options";
import { TftpRead } from "./tftp-read";
import type { TftpTarget } from "./tftp-target";

export type TftpSampleRequest = TftpTarget & {
  blockSize: number;
  windowSize: number;
  /** The read ends with an ERROR packet once it has this many bytes, or has taken this many milliseconds. */
  limitBytes: number;
  limitMs: number;
  onPiece?(piece: Uint8Array): void;
  /** Called once, with the server's first answer that is no ERROR. */
  onAnswered?(): void;
  /** What comes after the first answer is taken only when this resolves, so that the transfer stays open until then. */
  hold?: Promise<void>;
};

export type TftpSample = {
  /** Why it ended early; null when it ended at the file's end or at a limit. */
  fault: Fault | null;
  bytes: number;
  isWhole: boolean;
  elapsedMs: number;
  /** From the first request to the server's first answer that was no ERROR; null without one. */
  answerMs: number | null;
  announcedSize: number | null;
  blockSize: number;
  windowSize: number;
  /** The port that the data came from; 0 without an answer. */
  dataPort: number;
  retransmissions: number;
  duplicates: number;
};

/** Never rejects. */
export async function sampleTftp(request: TftpSampleRequest): Promise<TftpSample> {
  const atLimit = new AbortController();
  const { signal, limitBytes, limitMs, onPiece } = request;
  let answerMs: number | null = null;
  let bytes = 0;
  const startedAt = performance.now();
  const timer = setTimeout(() => atLimit.abort(), Math.min(limitMs, 2 ** 31 - 1));
  const read = new TftpRead(
    request.hold === undefined ? openDatagram : openHeld(request.hold),
    { ...request, signal: signal ? AbortSignal.any([signal, atLimit.signal]) : atLimit.signal },
    {
      onAnnounced: () => {
        answerMs = performance.now() - startedAt;
        request.onAnswered?.();
      },
      sink: (piece) => {
        bytes += piece.length;
        onPiece?.(piece);
      },
      // Not in the sink: the block that reaches the limit is acknowledged first, in case it is the last one of the file.
      onProgress: () => {
        if (bytes >= limitBytes) atLimit.abort();
      },
    },
    askOptions(request),
  );
  const ended = await read.run();
  clearTimeout(timer);
  const isAtLimit = ended?.code === "aborted" && atLimit.signal.aborted && signal?.aborted !== true;
  return {
    fault: isAtLimit ? null : ended,
    bytes: read.bytes,
    isWhole: ended === null,
    elapsedMs: performance.now() - startedAt,
    answerMs,
    announcedSize: read.announcedSize,
    blockSize: read.agreed.blockSize,
    windowSize: read.agreed.windowSize,
    dataPort: read.tid,
    retransmissions: read.retransmissions,
    duplicates: read.duplicates,
  };
}

/** Sockets that pass on the first packet at once, and the others when `hold` resolves. */
const openHeld =
  (hold: Promise<void>): OpenDatagram =>
  (options) => {
    let isFirst = true;
    return openDatagram({
      ...options,
      onMessage: (packet, port, address, asked) => {
        const deliver = () => options.onMessage(packet, port, address, asked);
        if (!isFirst) return void hold.then(deliver);
        isFirst = false;
        deliver();
      },
    });
  };
