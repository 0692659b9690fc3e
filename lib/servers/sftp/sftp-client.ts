/**
 * The SFTP client of the controller: it fetches files and checks whether they exist. The login is in `sftp-link.ts`, the
 * reading of an open file in `sftp-download.ts`.
 */
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { fileType, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeHandleRequest, encodeOpen, encodePathRequest } from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { faultOfStatus, unexpectedAnswer } from "./sftp-client-faults";
import { type DownloadSink, SftpDownload } from "./sftp-download";
import { logIn, type SftpLink, type SftpPeer } from "./sftp-link";

export type { SftpPeer } from "./sftp-link";

/** If the sink throws, the fetch fails with the fault of that error. */
export type SftpFetchRequest = SftpPeer &
  DownloadSink & {
    /** A relative path starts at the user's home on the server. */
    path: string;
    /** When a relative path does not exist, try the same path from the server's root. */
    alsoFromRoot?: boolean;
    /** Called once, when the file is open, with its size; null when the server does not report it. */
    onAnnounced?(sizeBytes: number | null): void;
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
    await new SftpDownload(link, handle, announcedSize, request, progress).run();
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

/** Adds how many bytes had arrived before the connection was lost. */
const withBytes = (cause: Fault, bytes: number): Fault =>
  cause.code === "server-gone"
    ? fault("server-gone", `The connection to the server was lost after ${bytes} bytes.`)
    : cause;

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
