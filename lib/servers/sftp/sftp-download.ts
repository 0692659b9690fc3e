/**
 * Reads an open file of an SFTP server with many READ requests in flight and delivers its bytes in order with bounded
 * memory. A server may answer a request in several parts, and in any order.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { statusCode } from "@/lib/wire/sftp/protocol";
import { encodeRead } from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { faultOfStatus, unexpectedAnswer } from "./sftp-client-faults";
import type { SftpLink } from "./sftp-link";

export type DownloadSink = {
  /** Receives the file's bytes in order, each exactly once. If it throws, the download fails with that error. */
  sink(piece: Uint8Array): void;
  /** Called after one or more pieces with the number of bytes so far. */
  onProgress?(bytes: number): void;
};

/** Limit of bytes requested but not yet delivered, and so of what a server that answers out of order makes us buffer. */
const READ_AHEAD_BYTES = 2 * 1024 * 1024;
/** The READ length whose answer, with its 13-byte header, exactly fills seven SSH packets of 32 KB. */
const FULL_PACKETS_BYTES = 7 * 32 * 1024 - 13;

/** A requested part of the file. `parts` has arrived and waits for what comes before it. */
type FileRange = { offset: number; length: number; received: number; parts: Uint8Array[] };

export class SftpDownload {
  readonly #link: SftpLink;
  readonly #handle: Buffer;
  readonly #announcedSize: number | null;
  readonly #sink: DownloadSink;
  readonly #progress: { bytes: number };
  readonly #rangeBytes: number;
  readonly #maxRanges: number;
  /** Ranges requested and not yet delivered, in file order. */
  readonly #ranges: FileRange[] = [];
  #nextOffset = 0;
  /** Where the file ends as far as is known: as announced, or before the first byte that the server did not have. */
  #end: number;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #isSettled = false;

  /**
   * @param announcedSize the size that the server reported; null when it reported none
   * @param progress counts the delivered bytes, also when the download fails
   */
  constructor(
    link: SftpLink,
    handle: Buffer,
    announcedSize: number | null,
    sink: DownloadSink,
    progress: { bytes: number },
  ) {
    this.#link = link;
    this.#handle = handle;
    this.#announcedSize = announcedSize;
    this.#sink = sink;
    this.#progress = progress;
    this.#end = announcedSize ?? Number.POSITIVE_INFINITY;
    this.#rangeBytes = Math.min(link.maxReadBytes, FULL_PACKETS_BYTES);
    this.#maxRanges = Math.max(2, Math.floor(READ_AHEAD_BYTES / this.#rangeBytes));
  }

  /** Rejects with a FaultError, or with what the sink threw. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#goOn();
    });
  }

  readonly #onFailed = (cause: Fault) => this.#fail(new FaultError(cause));

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#ranges.length = 0;
    this.#reject(error);
  }

  #goOn(): void {
    while (this.#nextOffset < this.#end && this.#ranges.length < this.#maxRanges) {
      const length = Math.min(this.#rangeBytes, this.#end - this.#nextOffset);
      const range = { offset: this.#nextOffset, length, received: 0, parts: [] };
      this.#nextOffset += length;
      this.#ranges.push(range);
      this.#requestRest(range);
    }
    if (this.#ranges.length === 0 && !this.#isSettled) this.#finish();
  }

  /** Requests what is still missing of a range. */
  #requestRest(range: FileRange): void {
    const { offset, received, length } = range;
    this.#link.askThen(
      (id) => encodeRead(id, this.#handle, offset + received, length - received),
      (answer) => this.#receive(range, answer),
      this.#onFailed,
    );
  }

  #receive(range: FileRange, answer: SftpResponse): void {
    if (this.#isSettled || range.offset >= this.#end) return;
    const missing = range.length - range.received;
    if (answer.type === "data" && answer.data.length > 0 && answer.data.length <= missing) {
      range.parts.push(answer.data);
      range.received += answer.data.length;
      // A server may return less than was requested.
      if (answer.data.length < missing) this.#requestRest(range);
    } else if (answer.type === "status" && answer.code === statusCode.eof) {
      this.#endAt(range.offset + range.received);
    } else if (answer.type === "status") {
      this.#fail(new FaultError(faultOfStatus(answer.code, answer.message)));
      return;
    } else {
      this.#fail(unexpectedAnswer());
      return;
    }
    try {
      this.#deliver();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#goOn();
  }

  /** The server has no byte at this offset: what was requested from there on will not come. */
  #endAt(offset: number): void {
    this.#end = offset;
    const firstBeyond = this.#ranges.findIndex((range) => range.offset >= offset);
    if (firstBeyond >= 0) this.#ranges.length = firstBeyond;
  }

  /** Passes all bytes that have arrived without a gap to the sink. */
  #deliver(): void {
    const before = this.#progress.bytes;
    for (let first = this.#ranges[0]; first; first = this.#ranges[0]) {
      for (const part of first.parts) {
        this.#sink.sink(part);
        this.#progress.bytes += part.length;
      }
      first.parts.length = 0;
      if (first.offset + first.received < Math.min(first.offset + first.length, this.#end)) break;
      this.#ranges.shift();
    }
    if (this.#progress.bytes > before) this.#sink.onProgress?.(this.#progress.bytes);
  }

  #finish(): void {
    const { bytes } = this.#progress;
    this.#isSettled = true;
    if (this.#announcedSize === null || bytes === this.#announcedSize) this.#resolve();
    else
      this.#reject(
        new FaultError(
          fault(
            "size-mismatch",
            `The file ended after ${bytes} bytes, but ${this.#announcedSize} were announced.`,
          ),
        ),
      );
  }
}
