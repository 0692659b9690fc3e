/** A session with an SFTP server that looks around: lists folders, and reads parts of files, over one login. */
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { fileType, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeHandleRequest, encodeOpen, encodePathRequest, encodeRead } from "@/lib/wire/sftp/requests";
import { faultOfStatus, unexpectedAnswer } from "./sftp-client-faults";
import { SftpDownload } from "./sftp-download";
import { logIn, type SftpLink, type SftpPeer } from "./sftp-link";

/** Entries of a folder that are read at most. */
const MOST_ENTRIES = 5_000;

export type SftpSample = {
  /** Why it ended early; null when it ended at the file's end or at a limit. */
  fault: Fault | null;
  sizeBytes: number | null;
  bytes: number;
  isWhole: boolean;
  elapsedMs: number;
};
export type SftpSampleLimits = { limitBytes: number; limitMs: number; onPiece?(piece: Uint8Array): void };
export type SftpEntry = { name: string; isFolder: boolean };

/** No method rejects. */
export type SftpReader = {
  /** Milliseconds until the server answered one question; null when it did not. */
  roundTripMs(): Promise<number | null>;
  /** The entries of a folder, without `.` and `..`; the fault when it cannot be listed. */
  list(folder: string): Promise<SftpEntry[] | Fault>;
  read(path: string, limits: SftpSampleLimits): Promise<SftpSample>;
  /** The last bytes of a file, at most `count`; null when they cannot be read. */
  lastBytes(path: string, sizeBytes: number, count: number): Promise<Uint8Array | null>;
  end(): void;
};
export type OpenedSftp =
  | { ok: true; reader: SftpReader; hostKey: string }
  | { ok: false; fault: Fault; hostKey: string | null };

/** Logs in. Never rejects. */
export async function openSftpReader(peer: SftpPeer): Promise<OpenedSftp> {
  const login = await logIn(peer);
  if (!login.ok) return login;
  const { link, hostKey } = login;
  return {
    ok: true,
    hostKey,
    reader: {
      roundTripMs: () => roundTrip(link),
      list: (folder) => list(link, folder).catch(faultOf),
      read: (path, limits) => sample(link, path, limits),
      lastBytes: (path, sizeBytes, count) => lastBytes(link, path, sizeBytes, count).catch(() => null),
      end: () => link.end(),
    },
  };
}

async function roundTrip(link: SftpLink): Promise<number | null> {
  const startedAt = performance.now();
  try {
    await link.ask((id) => encodePathRequest("stat", id, "."));
    return performance.now() - startedAt;
  } catch {
    return null;
  }
}

async function handleOf(link: SftpLink, encode: (id: number) => Buffer): Promise<Buffer> {
  const answer = await link.ask(encode);
  if (answer.type === "handle") return Buffer.from(answer.handle);
  throw answer.type === "status"
    ? new FaultError(faultOfStatus(answer.code, answer.message))
    : unexpectedAnswer();
}

const close = (link: SftpLink, handle: Buffer): Promise<unknown> =>
  link.ask((id) => encodeHandleRequest("close", id, handle)).catch(() => undefined);

async function list(link: SftpLink, folder: string): Promise<SftpEntry[]> {
  const handle = await handleOf(link, (id) => encodePathRequest("opendir", id, folder));
  const entries: SftpEntry[] = [];
  while (entries.length < MOST_ENTRIES) {
    const answer = await link.ask((id) => encodeHandleRequest("readdir", id, handle));
    if (answer.type === "status" && answer.code === statusCode.eof) break;
    if (answer.type === "status") throw new FaultError(faultOfStatus(answer.code, answer.message));
    if (answer.type !== "name") throw unexpectedAnswer();
    for (const { name, attributes } of answer.entries)
      if (name !== "." && name !== "..")
        entries.push({
          name,
          isFolder: ((attributes.permissions ?? 0) & fileType.mask) === fileType.directory,
        });
  }
  await close(link, handle);
  return entries;
}

const AT_LIMIT = Symbol("at the limit");

async function sample(link: SftpLink, path: string, limits: SftpSampleLimits): Promise<SftpSample> {
  const startedAt = performance.now();
  const progress = { bytes: 0 };
  let sizeBytes: number | null = null;
  const result = (cause: Fault | null, isWhole: boolean): SftpSample => ({
    fault: cause,
    sizeBytes,
    bytes: progress.bytes,
    isWhole,
    elapsedMs: performance.now() - startedAt,
  });
  try {
    const handle = await handleOf(link, (id) => encodeOpen(id, path, openFlag.read));
    const attributes = await link.ask((id) => encodeHandleRequest("fstat", id, handle));
    if (attributes.type === "attrs") {
      const { permissions = 0, size } = attributes.attributes;
      if ((permissions & fileType.mask) === fileType.directory)
        return result(fault("file-not-found", `${path} is a folder, not a file.`), false);
      sizeBytes = size ?? null;
    }
    let isAtLimit = false;
    const sink = (piece: Uint8Array) => {
      if (progress.bytes >= limits.limitBytes || performance.now() - startedAt >= limits.limitMs)
        throw AT_LIMIT;
      limits.onPiece?.(piece);
    };
    await new SftpDownload(link, handle, sizeBytes, { sink }, progress).run().catch((cause: unknown) => {
      if (cause !== AT_LIMIT) throw cause;
      isAtLimit = true;
    });
    await close(link, handle);
    return result(null, !isAtLimit);
  } catch (error) {
    return result(link.fault ?? faultOf(error), false);
  }
}

async function lastBytes(
  link: SftpLink,
  path: string,
  sizeBytes: number,
  count: number,
): Promise<Uint8Array | null> {
  const handle = await handleOf(link, (id) => encodeOpen(id, path, openFlag.read));
  const length = Math.min(count, sizeBytes);
  const answer = await link.ask((id) => encodeRead(id, handle, sizeBytes - length, length));
  await close(link, handle);
  return answer.type === "data" ? Uint8Array.from(answer.data) : null;
}
