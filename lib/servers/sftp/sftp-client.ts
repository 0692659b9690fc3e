/**
 * An SFTP client as the controller has it: fetches a file with many reads under way, in order and in bounded memory,
 * and asks for many files at once whether they are there. The login is in `sftp-link.ts`.
 */
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { fileType, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeHandleRequest, encodeOpen, encodePathRequest, encodeRead } from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { faultOfStatus, logIn, type SftpLink, type SftpPeer } from "./sftp-link";

export type { SftpPeer } from "./sftp-link";

export type SftpFetchRequest = SftpPeer & {
  /** As the server knows it; a relative one starts at the user's home there. */
  path: string;
  /** A relative path that is not there is looked for from the server's root, too. */
  alsoFromRoot?: boolean;
  /** The bytes, in order, without gap or duplicate. What it throws ends the transfer (a FaultError with its fault). */
  sink(piece: Uint8Array): void;
  /** Once, when the file is open: its size, null when the server does not say. */
  onAnnounced?(sizeBytes: number | null): void;
  /** Bytes so far; called after each piece or few. */
  onProgress?(bytes: number): void;
  /** The local end and the key that the server showed, once the login is done and before the file is asked for. */
  onBound?(local: { address: string; port: number; hostKey: string }): void;
};

export type SftpFetchResult =
  | {
      ok: true;
      bytes: number;
      announcedSize: number | null;
      elapsedMs: number;
      /** `SHA256:...` of the key the server showed: to be pinned. */
      hostKey: string;
      localAddress: string;
      localPort: number;
    }
  | { ok: false; fault: Fault; bytes: number; hostKey: string | null };

export type SftpProbeRequest = SftpPeer & { paths: readonly string[]; alsoFromRoot?: boolean };
export type SftpProbedFile =
  | { path: string; found: true; sizeBytes: number | null; isFolder: boolean }
  | { path: string; found: false; fault: Fault };
export type SftpProbeResult =
  | { ok: true; files: SftpProbedFile[]; hostKey: string }
  | { ok: false; fault: Fault; hostKey: string | null };

/** Bytes asked for and not yet delivered; also what a server that answers out of order can make us keep. */
const AHEAD_BYTES = 2 * 1024 * 1024;
/** Payload of a READ that fills whole SSH packets of 32 KB together with its header. */
const WHOLE_PACKETS_BYTES = 7 * 32 * 1024 - 13;
const PROBES_AT_ONCE = 16;

/** Fetches one file. Never rejects: every way it can end is in the result. */
export async function fetchSftp(request: SftpFetchRequest): Promise<SftpFetchResult> {
  const startedAt = performance.now();
  const login = await logIn(request);
  if (!login.ok) return { ok: false, fault: login.fault, bytes: 0, hostKey: login.hostKey };
  const { link, hostKey } = login;
  const progress = { bytes: 0 };
  try {
    const { localAddress, localPort } = link;
    request.onBound?.({ address: localAddress, port: localPort, hostKey });
    const handle = await openForReading(link, spellings(request.path, request.alsoFromRoot));
    const announcedSize = await sizeOf(link, handle, request.path);
    request.onAnnounced?.(announcedSize);
    await new Download(link, handle, announcedSize, request, progress).run();
    // Every byte is here: a server that goes now has done its work.
    await link.ask((id) => encodeHandleRequest("close", id, handle)).catch(() => undefined);
    const elapsedMs = performance.now() - startedAt;
    return { ok: true, bytes: progress.bytes, announcedSize, elapsedMs, hostKey, localAddress, localPort };
  } catch (error) {
    const cause = link.fault ?? faultOf(error);
    return { ok: false, fault: inTheMiddle(cause, progress.bytes), bytes: progress.bytes, hostKey };
  } finally {
    link.end();
  }
}

/** A server that is gone: how far it had come. */
const inTheMiddle = (cause: Fault, bytes: number): Fault =>
  cause.code === "server-gone" ? fault("server-gone", `It was gone after ${bytes} bytes.`) : cause;

/** Asks for every path whether it is there, in one session. Never rejects. */
export async function probeSftp(request: SftpProbeRequest): Promise<SftpProbeResult> {
  const login = await logIn(request);
  if (!login.ok) return login;
  const { link, hostKey } = login;
  try {
    const files: SftpProbedFile[] = [];
    for (let at = 0; at < request.paths.length; at += PROBES_AT_ONCE) {
      const some = request.paths.slice(at, at + PROBES_AT_ONCE);
      files.push(...(await Promise.all(some.map((path) => probeOne(link, path, request.alsoFromRoot)))));
    }
    return { ok: true, files, hostKey };
  } catch (error) {
    return { ok: false, fault: link.fault ?? faultOf(error), hostKey };
  } finally {
    link.end();
  }
}

/** The path, and where that is wanted the same from the root: with or without a slash before it means one folder. */
const spellings = (path: string, alsoFromRoot = false): readonly string[] =>
  alsoFromRoot && !path.startsWith("/") ? [path, `/${path}`] : [path];

/** Asks for one spelling after the other until one is there; gives the last answer. */
async function askInTurn(
  link: SftpLink,
  paths: readonly string[],
  encode: (id: number, path: string) => Buffer,
): Promise<SftpResponse> {
  const [path = "", ...others] = paths;
  const answer = await link.ask((id) => encode(id, path));
  const isMissing = answer.type === "status" && answer.code === statusCode.noSuchFile;
  return isMissing && others.length > 0 ? askInTurn(link, others, encode) : answer;
}

async function probeOne(link: SftpLink, path: string, alsoFromRoot?: boolean): Promise<SftpProbedFile> {
  const answer = await askInTurn(link, spellings(path, alsoFromRoot), (id, spelled) =>
    encodePathRequest("stat", id, spelled),
  );
  if (answer.type === "status")
    return { path, found: false, fault: faultOfStatus(answer.code, answer.message) };
  if (answer.type !== "attrs") throw notExpected();
  const { size, permissions } = answer.attributes;
  return { path, found: true, sizeBytes: size ?? null, isFolder: isFolder(permissions) };
}

const isFolder = (permissions = 0) => (permissions & fileType.mask) === fileType.directory;
const notExpected = () => new FaultError(fault("protocol-error", "The server's answer fits no question."));

async function openForReading(link: SftpLink, paths: readonly string[]): Promise<Buffer> {
  const answer = await askInTurn(link, paths, (id, path) => encodeOpen(id, path, openFlag.read));
  if (answer.type === "handle") return Buffer.from(answer.handle);
  throw answer.type === "status" ? new FaultError(faultOfStatus(answer.code, answer.message)) : notExpected();
}

/** Null when the server does not say; a folder is not fetched. */
async function sizeOf(link: SftpLink, handle: Buffer, path: string): Promise<number | null> {
  const answer = await link.ask((id) => encodeHandleRequest("fstat", id, handle));
  if (answer.type !== "attrs") return null;
  if (isFolder(answer.attributes.permissions)) {
    throw new FaultError(fault("file-not-found", `${path} is a folder, not a file.`));
  }
  return answer.attributes.size ?? null;
}

/** A stretch of the file: asked for as a whole, answered in one or more parts. */
type Stretch = { offset: number; length: number; got: number; parts: Uint8Array[]; atEnd: boolean };

class Download {
  readonly #link: SftpLink;
  readonly #handle: Buffer;
  readonly #size: number | null;
  readonly #request: SftpFetchRequest;
  readonly #progress: { bytes: number };
  readonly #stretchBytes: number;
  readonly #ahead: number;
  /** Under way, in the order of the file. */
  readonly #stretches: Stretch[] = [];
  #nextOffset = 0;
  #endSeen = false;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #settled = false;

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
    this.#stretchBytes = Math.min(link.maxReadBytes, WHOLE_PACKETS_BYTES);
    this.#ahead = Math.max(2, Math.floor(AHEAD_BYTES / this.#stretchBytes));
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#goOn();
    });
  }

  readonly #lost = (cause: Fault) => this.#fail(new FaultError(cause));

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#stretches.length = 0;
    this.#reject(error);
  }

  #goOn(): void {
    if (this.#settled) return;
    const end = this.#size ?? Number.POSITIVE_INFINITY;
    while (!this.#endSeen && this.#nextOffset < end && this.#stretches.length < this.#ahead) {
      const length = Math.min(this.#stretchBytes, end - this.#nextOffset);
      const stretch = { offset: this.#nextOffset, length, got: 0, parts: [], atEnd: false };
      this.#nextOffset += length;
      this.#stretches.push(stretch);
      this.#ask(stretch);
    }
    if (this.#stretches.length > 0 || this.#settled) return;
    const { bytes } = this.#progress;
    if (this.#size !== null && bytes < this.#size) {
      this.#fail(
        new FaultError(
          fault("size-mismatch", `The file ended after ${bytes} bytes; ${this.#size} were announced.`),
        ),
      );
      return;
    }
    this.#settled = true;
    this.#resolve();
  }

  #ask(stretch: Stretch): void {
    const { offset, got, length } = stretch;
    this.#link.askThen(
      (id) => encodeRead(id, this.#handle, offset + got, length - got),
      (answer) => this.#answered(stretch, answer),
      this.#lost,
    );
  }

  #answered(stretch: Stretch, answer: SftpResponse): void {
    if (this.#settled) return;
    if (
      answer.type === "data" &&
      answer.data.length > 0 &&
      answer.data.length <= stretch.length - stretch.got
    ) {
      stretch.parts.push(answer.data);
      stretch.got += answer.data.length;
      // A server may give less than was asked for; the rest is asked for again.
      if (stretch.got < stretch.length) this.#ask(stretch);
    } else if (answer.type === "status" && answer.code === statusCode.eof) {
      stretch.atEnd = true;
      this.#endSeen = true;
    } else {
      this.#fail(
        answer.type === "status" ? new FaultError(faultOfStatus(answer.code, answer.message)) : notExpected(),
      );
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

  #deliver(): void {
    const before = this.#progress.bytes;
    for (let first = this.#stretches[0]; first; first = this.#stretches[0]) {
      for (const part of first.parts) {
        this.#request.sink(part);
        this.#progress.bytes += part.length;
      }
      first.parts.length = 0;
      if (first.got < first.length && !first.atEnd) break;
      this.#stretches.shift();
      // Nothing after the end counts, whatever a server says.
      if (first.atEnd) this.#stretches.length = 0;
    }
    if (this.#progress.bytes > before) this.#request.onProgress?.(this.#progress.bytes);
  }
}
