/**
 * Answers to SFTP requests (draft-ietf-secsh-filexfer-02 §6), one at a time; READ and WRITE are in `sftp-session.ts`. A
 * request is refused by throwing a {@link RefusedError}, which becomes a STATUS.
 */
import { fstat, fsync, type Stats } from "node:fs";
import { chmod, lstat, mkdir, rename, rmdir, statfs, unlink, utimes } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { whyUnsafeName } from "@/lib/images/import-guards";
import type { Attributes } from "@/lib/wire/sftp/attributes";
import { MAX_DATA_BYTES, MAX_PACKET_BYTES, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import type { SftpRequest } from "@/lib/wire/sftp/requests";
import {
  encodeAttributes,
  encodeNames,
  encodeNumbers,
  encodeStatus,
  encodeVersion,
} from "@/lib/wire/sftp/responses";
import { HandleTable } from "./handle-table";
import type { PathForms, SftpFaults } from "./sftp-faults";
import { ServedFile } from "./sftp-handles";
import { parseVirtualPath, type SftpJail, type VirtualPath } from "./sftp-jail";
import { attributesOf, Listing } from "./sftp-listing";
import { sftpLogText } from "./sftp-log";
import { type Refusal, RefusedError, refusal, refusalOf, refuse, valueOrRefuse } from "./sftp-refusal";
import { allowedMode, type ReserveSpace, Upload } from "./sftp-upload";

const syncFile = promisify(fsync);
const statFile = promisify(fstat);

/** Extensions that the server announces, with the versions from OpenSSH's PROTOCOL file. */
const EXTENSIONS = [
  ["posix-rename@openssh.com", "1"],
  ["statvfs@openssh.com", "2"],
  ["fstatvfs@openssh.com", "2"],
  ["fsync@openssh.com", "1"],
  ["limits@openssh.com", "1"],
] as const;

/** `f_flag` of statvfs: read-only, no set-user-id. */
const ST_RDONLY = 1;
const ST_NOSUID = 2;

export type AnswerParts = {
  user: { name: string; canWrite: boolean };
  jail: SftpJail;
  /** The served folder as a real path; the user's home lies in it. */
  root: string;
  maxHandles: number;
  faults: SftpFaults;
  wallNow(): number;
  log(text: string, transferId?: string): void;
  /** Reserves space for an upload in the user's home. */
  reserveSpace: ReserveSpace;
  /** A file was uploaded completely; its path inside the served folder, with slashes. */
  onUploaded(rootPath: string, bytes: number): void;
};

/** The requests that are answered here. */
export type PlainRequest = Exclude<SftpRequest, { type: "read" | "write" | "unknown" | "malformed" }>;
type Request<T extends PlainRequest["type"]> = Extract<PlainRequest, { type: T }>;
type PathRequest = { id: number; path: Buffer };

export class SftpAnswers {
  readonly #parts: AnswerParts;
  /** What the client has open. */
  readonly handles: HandleTable;
  #isInitialized = false;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
    const { maxHandles, log, onUploaded } = parts;
    this.handles = new HandleTable({
      maxHandles,
      log,
      onUploaded: (upload) => onUploaded(this.rootPath(upload.path), upload.bytesWritten),
    });
  }

  /** The path inside the served folder, with slashes, as the image repository knows it. */
  rootPath(at: VirtualPath): string {
    const { jail, root } = this.#parts;
    return path.relative(root, path.join(jail.home, at)).split(path.sep).join("/");
  }

  /** The packet that answers a request. Never rejects: an error becomes a STATUS. */
  async answer(request: PlainRequest): Promise<Buffer> {
    if (request.type === "init") {
      this.#isInitialized = true;
      return encodeVersion(EXTENSIONS);
    }
    try {
      if (!this.#isInitialized) refuse(statusCode.badMessage);
      return (await this.#dispatch(request)) ?? encodeStatus(request.id, statusCode.ok);
    } catch (error) {
      const { code, message } = error instanceof RefusedError ? error.refusal : refusalOf(error);
      return this.status(request.id, code, message);
    }
  }

  /** A STATUS answer other than OK; it is logged. */
  status(id: number, code: Refusal["code"], message: string = refusal(code).message): Buffer {
    if (code !== statusCode.eof) this.#parts.log(sftpLogText.status(message));
    return encodeStatus(id, code, message);
  }

  /** The answer; undefined means a STATUS of OK. */
  async #dispatch(request: Exclude<PlainRequest, { type: "init" }>): Promise<Buffer | undefined> {
    switch (request.type) {
      case "open":
        return await this.#open(request);
      case "close":
        await this.handles.close(request.handle);
        return undefined;
      case "stat":
        return this.#attributes(request.id, await lstat(await this.#existing(request)));
      case "lstat":
        return this.#attributes(
          request.id,
          valueOrRefuse(await this.#parts.jail.lstat(this.#presentPath(request))),
        );
      case "fstat":
        return this.#attributes(request.id, await statFile(this.handles.file(request.handle).fd));
      case "opendir":
        return await this.#opendir(request);
      case "readdir":
        return await this.#readdir(request);
      case "realpath":
        return this.#realpath(request);
      case "extended":
        return await this.#extended(request);
      default:
        this.#checkCanWrite();
        return await this.#change(request);
    }
  }

  // Paths of requests

  #path(request: { path: Buffer }): VirtualPath {
    return valueOrRefuse(parseVirtualPath(request.path));
  }

  /** Refused when a fault from Lab makes the file missing. */
  #presentPath(request: { path: Buffer }): VirtualPath {
    const at = this.#path(request);
    if (this.#isMissing(at)) refuse(statusCode.noSuchFile);
    return at;
  }

  #forms(at: VirtualPath): PathForms {
    return [at, this.rootPath(at)];
  }

  #isMissing(at: VirtualPath): boolean {
    return this.#parts.faults.isMissing(this.#forms(at));
  }

  /** The path of a file or folder to be opened; refused when a fault from Lab denies it. */
  #openablePath(request: { path: Buffer }): VirtualPath {
    const at = this.#presentPath(request);
    if (this.#parts.faults.isDenied(this.#forms(at))) refuse(statusCode.permissionDenied);
    return at;
  }

  async #existing(request: { path: Buffer }): Promise<string> {
    return valueOrRefuse(await this.#parts.jail.resolveExisting(this.#presentPath(request)));
  }

  #checkCanWrite(): void {
    if (!this.#parts.user.canWrite) refuse(statusCode.permissionDenied);
  }

  #attributes(id: number, stats: Stats): Buffer {
    return encodeAttributes(id, attributesOf(stats, this.#parts.user.canWrite));
  }

  // Reading

  async #open(request: Request<"open">): Promise<Buffer> {
    const { flags, attributes } = request;
    const at = this.#path(request);
    this.#parts.log(sftpLogText.open(at, flags, attributes.permissions ?? 0o666));
    this.#openablePath(request);
    const changes = (flags & ~openFlag.read) !== 0;
    if (changes) this.#checkCanWrite();
    this.handles.checkFree();
    const { jail, faults, reserveSpace } = this.#parts;
    if (changes) {
      checkName(at, "file");
      return this.handles.add(request.id, valueOrRefuse(await Upload.open(jail, at, flags, reserveSpace)));
    }
    const file = valueOrRefuse(await ServedFile.open(jail, at));
    file.faultInjectedRead = faults.injectInto(this.#forms(at), file.sizeBytes);
    return this.handles.add(request.id, file);
  }

  async #opendir(request: PathRequest): Promise<Buffer> {
    const at = this.#path(request);
    this.#parts.log(sftpLogText.opendir(at));
    this.#openablePath(request);
    this.handles.checkFree();
    return this.handles.add(request.id, valueOrRefuse(await Listing.open(this.#parts.jail, at)));
  }

  async #readdir({ id, handle: name }: Request<"readdir">): Promise<Buffer> {
    const listing = this.handles.listing(name);
    const { user, wallNow } = this.#parts;
    const entries = await listing.next({
      canWrite: user.canWrite,
      owner: user.name,
      nowSeconds: Math.floor(wallNow() / 1000),
      isMissing: (at) => this.#isMissing(at),
    });
    return entries.length === 0 ? this.status(id, statusCode.eof) : encodeNames(id, entries);
  }

  /** The normalized path. The disk is not asked, so the answer does not tell whether the file exists. */
  #realpath(request: PathRequest): Buffer {
    const at = this.#path(request);
    return encodeNames(request.id, [{ name: at, longName: at, attributes: {} }]);
  }

  // Changing

  async #change(
    request: Request<"setstat" | "fsetstat" | "mkdir" | "rmdir" | "remove" | "rename">,
  ): Promise<undefined> {
    const { jail, log } = this.#parts;
    switch (request.type) {
      case "fsetstat": {
        const failed = await this.handles.upload(request.handle).setAttributes(request.attributes);
        if (failed) throw new RefusedError(failed);
        return undefined;
      }
      case "setstat":
        return await this.#setstat(await this.#existing(request), request.attributes);
      case "rename":
        return await this.#rename(request.from, request.to, false);
      default:
    }
    const at = this.#presentPath(request);
    const real = valueOrRefuse(await jail.resolveEntry(at));
    if (request.type === "mkdir") {
      log(sftpLogText.mkdir(at, request.attributes.permissions ?? 0o777));
      checkName(at, "folder");
      await mkdir(real, 0o755);
    } else if (request.type === "rmdir") {
      log(sftpLogText.rmdir(at));
      await rmdir(real);
    } else if (request.type === "remove") {
      log(sftpLogText.remove(at));
      await unlink(real);
    }
    return undefined;
  }

  /** Sets permissions and times, which clients compare. The owner is accepted without effect. */
  async #setstat(real: string, { size, permissions, atime, mtime }: Attributes): Promise<undefined> {
    const stats = await lstat(real);
    if (size !== undefined && size !== stats.size) {
      refuse(statusCode.opUnsupported, "The size of a file changes by a new upload only");
    }
    if (permissions !== undefined) await chmod(real, allowedMode(permissions, stats.isDirectory()));
    if (mtime !== undefined) await utimes(real, atime ?? mtime, mtime);
    return undefined;
  }

  async #rename(from: Buffer, to: Buffer, replaces: boolean): Promise<undefined> {
    const { jail, log } = this.#parts;
    const [oldPath, newPath] = [this.#presentPath({ path: from }), this.#presentPath({ path: to })];
    const [oldReal, newReal] = [
      valueOrRefuse(await jail.resolveEntry(oldPath)),
      valueOrRefuse(await jail.resolveEntry(newPath)),
    ];
    log(sftpLogText.rename(oldPath, newPath));
    checkName(newPath, "file");
    // draft §6.5: renaming to an existing name is an error; posix-rename@openssh.com replaces the file.
    if (!replaces && (await exists(newReal))) refuse(statusCode.failure, "File exists");
    await rename(oldReal, newReal);
    return undefined;
  }

  // Extensions

  async #extended({ id, name, fields }: Request<"extended">): Promise<Buffer | undefined> {
    switch (name) {
      case "limits@openssh.com":
        return encodeNumbers(id, [MAX_PACKET_BYTES, MAX_DATA_BYTES, MAX_DATA_BYTES, this.#parts.maxHandles]);
      case "statvfs@openssh.com":
        return await this.#statvfs(id, await this.#existing({ path: fields.bytes() }));
      case "fstatvfs@openssh.com":
        if (!this.handles.get(fields.bytes())) refuse(statusCode.failure, "Invalid handle");
        return await this.#statvfs(id, this.#parts.jail.home);
      case "fsync@openssh.com":
        await syncFile(this.handles.upload(fields.bytes()).fd);
        return undefined;
      case "posix-rename@openssh.com":
        this.#checkCanWrite();
        return await this.#rename(fields.bytes(), fields.bytes(), true);
      default:
        return this.status(id, statusCode.opUnsupported);
    }
  }

  async #statvfs(id: number, real: string): Promise<Buffer> {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(real);
    const flags = ST_NOSUID | (this.#parts.user.canWrite ? 0 : ST_RDONLY);
    return encodeNumbers(id, [bsize, bsize, blocks, bfree, bavail, files, ffree, ffree, 0, flags, 255]);
  }
}

/** Refuses a name that a terminal or another system could not show. @throws RefusedError */
function checkName(at: VirtualPath, what: "file" | "folder"): void {
  const why = at === "/" ? null : whyUnsafeName(path.posix.basename(at));
  if (why !== null) refuse(statusCode.failure, `The ${what} ${why}`);
}

const exists = (real: string) =>
  lstat(real).then(
    () => true,
    () => false,
  );
