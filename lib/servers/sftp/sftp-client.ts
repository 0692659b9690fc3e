/**
 * The SFTP client of the controller. It fetches a file with many READ requests in flight, delivers the bytes in order with
 * bounded memory, and checks whether files exist. The login is in `sftp-link.ts`.
 */
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { fileType, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeHandleRequest, encodeOpen, encodePathRequest, encodeRead } from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { faultOfStatus } from "./sftp-client-faults";
import { logIn, type SftpLink, type SftpPeer } from "./sftp-link";

export type { SftpPeer } from "./sftp-link";

export type SftpFetchRequest = SftpPeer & {
  /** A relative path starts at the user's home on the server. */
  path: string;
  /** When a relative path does not exist, try the same path from the server's root. */
  alsoFromRoot?: boolean;
  /** Receives the file's bytes in order, each exactly once. If it throws, the fetch fails with the fault of that error. */
  sink(piece: Uint8Array): void;
  /** Called once, when the file is open, with its size; null when the server does not report it. */
  onAnnounced?(sizeBytes: number | null): void;
  /** Called after one or more pieces with the number of bytes so far. */
  onProgress?(bytes: number): void;
  /** Called once, after the login and before the file is opened. `hostKey` is the fingerprint, `SHA256:...`. */
  onBound?(local: { address: string; port: number; hostKey: string }): void;
};

export type SftpFetchResult =
  | {
      ok: true;
      bytes: number;
      announcedSize: number | null;
      elapsedMs: number;
      /** The fingerprint of the server's host key, `SHA256:...`, for the caller to pin. */
      hostKey: string;
      localAddress: string;
      localPort: number;
    }
  | { ok: false; fault: Fault; bytes: number; hostKey: string | null };

/** `paths` and `alsoFromRoot` as in {@link SftpFetchRequest}. */
export type SftpProbeRequest = SftpPeer & { paths: readonly string[]; alsoFromRoot?: boolean };
export type SftpProbedFile =
  | { path: string; found: true; sizeBytes: number | null; isFolder: boolean }
  | { path: string; found: false; fault: Fault };
export type SftpProbeResult =
  | { ok: true; files: SftpProbedFile[]; hostKey: string }
  | { ok: false; fault: Fault; hostKey: string | null };

/** Limit of bytes requested but not yet delivered, and so of what a server that answers out of order makes us buffer. */
const READ_AHEAD_BYTES = 2 * 1024 * 1024;
/** The READ length whose answer, with its 13-byte header, exactly fills seven SSH packets of 32 KB. */
const FULL_PACKETS_BYTES = 7 * 32 * 1024 - 13;
const CONCURRENT_PROBES = 16;

/** Fetches one file. Never rejects: a failure is the `fault` of the result. */
export async function fetchSftp(request: SftpFetchRequest): Promise<SftpFetchResult> {
  const startedAt = performance.now();
  const login = await logIn(request);
  if (!login.ok) return { ok: false, fault: login.fault, bytes: 0, hostKey: login.hostKey };
  const { link, hostKey } = login;
  const progress = { bytes: 0 };
  try {
    const { localAddress, localPort } = link;
    request.onBound?.({ address: localAddress, port: localPort, hostKey });
    const handle = await openForReading(link, candidatePaths(request.path, request.alsoFromRoot));
    const announcedSize = await sizeOf(link, handle, request.path);
    request.onAnnounced?.(announcedSize);
    await new Download(link, handle, announcedSize, request, progress).run();
    // All bytes have arrived, so an error while closing does not matter.
    await link.ask((id) => encodeHandleRequest("close", id, handle)).catch(() => undefined);
    const elapsedMs = performance.now() - startedAt;
    return { ok: true, bytes: progress.bytes, announcedSize, elapsedMs, hostKey, localAddress, localPort };
  } catch (error) {
    const cause = link.fault ?? faultOf(error);
    return { ok: false, fault: withBytes(cause, progress.bytes), bytes: progress.bytes, hostKey };
  } finally {
    link.end();
  }
}

/** Makes a server-gone fault say how many bytes had arrived. */
const withBytes = (cause: Fault, bytes: number): Fault =>
  cause.code === "server-gone" ? fault("server-gone", `The server is gone after ${bytes} bytes.`) : cause;

/** Checks for each path whether it exists, in one session. Never rejects. */
export async function probeSftp(request: SftpProbeRequest): Promise<SftpProbeResult> {
  const login = await logIn(request);
  if (!login.ok) return login;
  const { link, hostKey } = login;
  try {
    const files: SftpProbedFile[] = [];
    for (let at = 0; at < request.paths.length; at += CONCURRENT_PROBES) {
      const batch = request.paths.slice(at, at + CONCURRENT_PROBES);
      files.push(...(await Promise.all(batch.map((path) => probeOne(link, path, request.alsoFromRoot)))));
    }
    return { ok: true, files, hostKey };
  } catch (error) {
    return { ok: false, fault: link.fault ?? faultOf(error), hostKey };
  } finally {
    link.end();
  }
}

/** The path itself and, if `alsoFromRoot` is set, the same path from the server's root. */
const candidatePaths = (path: string, alsoFromRoot = false): readonly string[] =>
  alsoFromRoot && !path.startsWith("/") ? [path, `/${path}`] : [path];

/** Tries the paths in turn until one exists. @returns the last answer */
async function askFirstExisting(
  link: SftpLink,
  paths: readonly string[],
  encode: (id: number, path: string) => Buffer,
): Promise<SftpResponse> {
  const [path = "", ...others] = paths;
  const answer = await link.ask((id) => encode(id, path));
  const isMissing = answer.type === "status" && answer.code === statusCode.noSuchFile;
  return isMissing && others.length > 0 ? askFirstExisting(link, others, encode) : answer;
}

async function probeOne(link: SftpLink, path: string, alsoFromRoot?: boolean): Promise<SftpProbedFile> {
  const answer = await askFirstExisting(link, candidatePaths(path, alsoFromRoot), (id, candidate) =>
    encodePathRequest("stat", id, candidate),
  );
  if (answer.type === "status")
    return { path, found: false, fault: faultOfStatus(answer.code, answer.message) };
  if (answer.type !== "attrs") throw unexpectedAnswer();
  const { size, permissions } = answer.attributes;
  return { path, found: true, sizeBytes: size ?? null, isFolder: isFolder(permissions) };
}

const isFolder = (permissions = 0) => (permissions & fileType.mask) === fileType.directory;
const unexpectedAnswer = () =>
  new FaultError(fault("protocol-error", "The server's answer does not match the request."));

async function openForReading(link: SftpLink, paths: readonly string[]): Promise<Buffer> {
  const answer = await askFirstExisting(link, paths, (id, path) => encodeOpen(id, path, openFlag.read));
  if (answer.type === "handle") return Buffer.from(answer.handle);
  throw answer.type === "status"
    ? new FaultError(faultOfStatus(answer.code, answer.message))
    : unexpectedAnswer();
}

/** The size of the open file; null when the server does not report it. @throws FaultError for a folder */
async function sizeOf(link: SftpLink, handle: Buffer, path: string): Promise<number | null> {
  const answer = await link.ask((id) => encodeHandleRequest("fstat", id, handle));
  if (answer.type !== "attrs") return null;
  if (isFolder(answer.attributes.permissions)) {
    throw new FaultError(fault("file-not-found", `${path} is a folder, not a file.`));
  }
  return answer.attributes.size ?? null;
}

/** A range of the file: requested in full, but the server may answer in several parts. */
type FileRange = { offset: number; length: number; received: number; parts: Uint8Array[]; isLast: boolean };

class Download {
  readonly #link: SftpLink;
  readonly #handle: Buffer;
  readonly #size: number | null;
  readonly #request: SftpFetchRequest;
  readonly #progress: { bytes: number };
  readonly #rangeBytes: number;
  readonly #maxRanges: number;
  /** Ranges requested and not yet delivered, in file order. */
  readonly #ranges: FileRange[] = [];
  #nextOffset = 0;
  #hasReachedEnd = false;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #isSettled = false;

  constructor(
    link: SftpLink,
    handle: Buffer,
    size: number | null,
    request: SftpFetchRequest,
    progress: { bytes: number },
  ) {
    this.#link = link;
    this.#handle = handle;
    this.#size = size;
    this.#request = request;
    this.#progress = progress;
    this.#rangeBytes = Math.min(link.maxReadBytes, FULL_PACKETS_BYTES);
    this.#maxRanges = Math.max(2, Math.floor(READ_AHEAD_BYTES / this.#rangeBytes));
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#requestMore();
    });
  }

  readonly #onFailed = (cause: Fault) => this.#fail(new FaultError(cause));

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#ranges.length = 0;
    this.#reject(error);
  }

  #requestMore(): void {
    if (this.#isSettled) return;
    const end = this.#size ?? Number.POSITIVE_INFINITY;
    while (!this.#hasReachedEnd && this.#nextOffset < end && this.#ranges.length < this.#maxRanges) {
      const length = Math.min(this.#rangeBytes, end - this.#nextOffset);
      const range = { offset: this.#nextOffset, length, received: 0, parts: [], isLast: false };
      this.#nextOffset += length;
      this.#ranges.push(range);
      this.#requestRest(range);
    }
    if (this.#ranges.length > 0 || this.#isSettled) return;
    const { bytes } = this.#progress;
    if (this.#size !== null && bytes < this.#size) {
      this.#fail(
        new FaultError(
          fault("size-mismatch", `The file ended after ${bytes} bytes; ${this.#size} were announced.`),
        ),
      );
      return;
    }
    this.#isSettled = true;
    this.#resolve();
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
    if (this.#isSettled) return;
    if (
      answer.type === "data" &&
      answer.data.length > 0 &&
      answer.data.length <= range.length - range.received
    ) {
      range.parts.push(answer.data);
      range.received += answer.data.length;
      // A server may return less than was requested.
      if (range.received < range.length) this.#requestRest(range);
    } else if (answer.type === "status" && answer.code === statusCode.eof) {
      range.isLast = true;
      this.#hasReachedEnd = true;
    } else {
      this.#fail(
        answer.type === "status"
          ? new FaultError(faultOfStatus(answer.code, answer.message))
          : unexpectedAnswer(),
      );
      return;
    }
    try {
      this.#deliver();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#requestMore();
  }

  /** Passes all bytes that have arrived without a gap to the sink. */
  #deliver(): void {
    const before = this.#progress.bytes;
    for (let first = this.#ranges[0]; first; first = this.#ranges[0]) {
      for (const part of first.parts) {
        this.#request.sink(part);
        this.#progress.bytes += part.length;
      }
      first.parts.length = 0;
      if (first.received < first.length && !first.isLast) break;
      this.#ranges.shift();
      // This range ends the file, so answers to later ranges are ignored.
      if (first.isLast) this.#ranges.length = 0;
    }
    if (this.#progress.bytes > before) this.#request.onProgress?.(this.#progress.bytes);
  }
}
