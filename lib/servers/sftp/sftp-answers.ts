/**
 * What each request is answered with, but for READ and WRITE, which `sftp-session.ts` keeps moving. One request at a
 * time; the answer is a packet. A refusal travels as an exception of this file's own kind and ends as a STATUS.
 */
import { fstat, fsync, type Stats } from "node:fs";
import { lstat, mkdir, rename, rmdir, statfs, unlink, utimes } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Fault } from "@/lib/contracts/fault";
import type { Result } from "@/lib/kit/result";
import type { Attributes } from "@/lib/wire/sftp/attributes";
import { MAX_DATA_BYTES, MAX_PACKET_BYTES, openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import type { SftpRequest } from "@/lib/wire/sftp/requests";
import {
  encodeAttributes,
  encodeHandle,
  encodeNames,
  encodeNumbers,
  encodeStatus,
  encodeVersion,
} from "@/lib/wire/sftp/responses";
import type { SftpFaults, Spellings } from "./sftp-faults";
import { ServedFile, Upload } from "./sftp-handles";
import { type Refusal, refusal, refusalOf, type SftpJail, type VirtualPath, virtualPath } from "./sftp-jail";
import { attributesOf, Listing } from "./sftp-listing";
import { say } from "./sftp-log";

const syncFile = promisify(fsync);
const statFile = promisify(fstat);

/** What the server says it can beyond version 3, with the versions of OpenSSH's PROTOCOL file. */
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
  /** The real root of the image server, of which the home is a part. */
  root: string;
  maxHandles: number;
  faults: SftpFaults;
  wallNow(): number;
  log(text: string, transferId?: string): void;
  /** A file came in whole; its path below the root, with slashes. */
  onUploaded(rootPath: string, bytes: number): void;
};

export type PlainRequest = Exclude<SftpRequest, { type: "read" | "write" | "unknown" | "malformed" }>;
type Request<T extends PlainRequest["type"]> = Extract<PlainRequest, { type: T }>;
type OpenHandle = ServedFile | Upload | Listing;
type PathRequest = { id: number; path: Buffer };

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.words);
  }
}
const refuse = (code: Refusal["code"], words?: string): never => {
  throw new Refused(refusal(code, words));
};
const need = <T>(result: Result<T, Refusal>): T => {
  if (!result.ok) throw new Refused(result.fault);
  return result.value;
};

export class SftpAnswers {
  readonly #parts: AnswerParts;
  readonly #handles = new Map<number, OpenHandle>();
  #lastHandle = 0;
  #greeted = false;
  /** Why everything was closed; what is opened after that is closed at once. */
  #closedBy: Fault | null = null;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  get open(): number {
    return this.#handles.size;
  }

  /** Files of which bytes have been moved and which are not closed yet. */
  get transfers(): number {
    let count = 0;
    for (const handle of this.#handles.values()) if (handle.kind !== "listing" && handle.transfer) count++;
    return count;
  }

  handle(name: Buffer): OpenHandle | undefined {
    return name.length === 4 ? this.#handles.get(name.readUInt32BE()) : undefined;
  }

  /** The path below the root of the image server, as the repository calls it. */
  rootPath(at: VirtualPath): string {
    const { jail, root } = this.#parts;
    return path.relative(root, path.join(jail.home, at)).split(path.sep).join("/");
  }

  /** Never rejects: what goes wrong is answered too. */
  async answer(request: PlainRequest): Promise<Buffer> {
    if (request.type === "init") {
      this.#greeted = true;
      return encodeVersion(EXTENSIONS);
    }
    try {
      if (!this.#greeted) refuse(statusCode.badMessage);
      return (await this.#dispatch(request)) ?? encodeStatus(request.id, statusCode.ok);
    } catch (error) {
      const { code, words } = error instanceof Refused ? error.refusal : refusalOf(error);
      return this.status(request.id, code, words);
    }
  }

  /** A STATUS that is not simply OK, and its line in the log. */
  status(id: number, code: Refusal["code"], words: string = refusal(code).words): Buffer {
    if (code !== statusCode.eof) this.#parts.log(say.status(words));
    return encodeStatus(id, code, words);
  }

  /** The connection is gone or is to go: half an upload leaves nothing. */
  closeAll(cause: Fault): void {
    this.#closedBy = cause;
    for (const handle of this.#handles.values()) this.#closeHard(handle, cause);
    this.#handles.clear();
  }

  #closeHard(handle: OpenHandle, cause: Fault): void {
    if (handle.kind === "listing") {
      handle.close();
      return;
    }
    this.#logClose(handle, true);
    if (handle.kind === "upload") handle.discard(cause);
    else handle.close(cause);
  }

  #logClose(handle: ServedFile | Upload, forced: boolean): void {
    const { path: at, bytesRead, bytesWritten, transfer } = handle;
    this.#parts.log(say.close(at, bytesRead, bytesWritten, forced), transfer?.handle.id);
  }

  /** The answer, or nothing for OK. */
  async #dispatch(request: Exclude<PlainRequest, { type: "init" }>): Promise<Buffer | undefined> {
    switch (request.type) {
      case "open":
        return await this.#open(request);
      case "close":
        return await this.#close(request.handle);
      case "stat":
        return this.#attributes(request.id, await lstat(await this.#existing(request)));
      case "lstat":
        return this.#attributes(request.id, need(await this.#parts.jail.lstat(this.#present(request))));
      case "fstat":
        return this.#attributes(request.id, await statFile(this.#file(request.handle).fd));
      case "opendir":
        return await this.#opendir(request);
      case "readdir":
        return await this.#readdir(request);
      case "realpath":
        return this.#realpath(request);
      case "extended":
        return await this.#extended(request);
      default:
        this.#mayWrite();
        return await this.#change(request);
    }
  }

  // What a request names

  #path(request: { path: Buffer }): VirtualPath {
    return need(virtualPath(request.path));
  }

  /** Refused when a fault from Lab has it missing. */
  #present(request: { path: Buffer }): VirtualPath {
    const at = this.#path(request);
    if (this.#misses(at)) refuse(statusCode.noSuchFile);
    return at;
  }

  #spellings(at: VirtualPath): Spellings {
    return [at, this.rootPath(at)];
  }

  #misses(at: VirtualPath): boolean {
    return this.#parts.faults.misses(this.#spellings(at));
  }

  /** Of something that is to be opened. */
  #openable(request: { path: Buffer }): VirtualPath {
    const at = this.#present(request);
    if (this.#parts.faults.denies(this.#spellings(at))) refuse(statusCode.permissionDenied);
    return at;
  }

  async #existing(request: { path: Buffer }): Promise<string> {
    return need(await this.#parts.jail.existing(this.#present(request)));
  }

  #file(name: Buffer): ServedFile | Upload {
    const handle = this.handle(name);
    return handle && handle.kind !== "listing" ? handle : refuse(statusCode.failure, "Invalid handle");
  }

  #upload(name: Buffer): Upload {
    const handle = this.handle(name);
    return handle?.kind === "upload" ? handle : refuse(statusCode.failure, "Invalid handle");
  }

  #mayWrite(): void {
    if (!this.#parts.user.canWrite) refuse(statusCode.permissionDenied);
  }

  #attributes(id: number, stats: Stats): Buffer {
    return encodeAttributes(id, attributesOf(stats, this.#parts.user.canWrite));
  }

  // Reading

  async #open(request: Request<"open">): Promise<Buffer> {
    const { flags, attributes } = request;
    const at = this.#path(request);
    this.#parts.log(say.open(at, flags, attributes.permissions ?? 0o666));
    this.#openable(request);
    const changes = (flags & ~openFlag.read) !== 0;
    if (changes) this.#mayWrite();
    this.#roomForHandle();
    const { jail, faults } = this.#parts;
    if (changes) return this.#keep(request.id, need(await Upload.open(jail, at, flags)));
    const file = need(await ServedFile.open(jail, at));
    file.spoilt = faults.spoils(this.#spellings(at), file.sizeBytes);
    return this.#keep(request.id, file);
  }

  #roomForHandle(): void {
    if (this.#handles.size >= this.#parts.maxHandles) refuse(statusCode.failure, "Too many open files");
  }

  #keep(id: number, handle: OpenHandle): Buffer {
    if (this.#closedBy) {
      this.#closeHard(handle, this.#closedBy);
      return refuse(statusCode.connectionLost);
    }
    const number = ++this.#lastHandle;
    this.#handles.set(number, handle);
    const name = Buffer.alloc(4);
    name.writeUInt32BE(number);
    return encodeHandle(id, name);
  }

  async #close(name: Buffer): Promise<undefined> {
    const handle = this.handle(name);
    if (!handle) return refuse(statusCode.failure, "Invalid handle");
    this.#handles.delete(name.readUInt32BE());
    if (handle.kind === "listing") {
      handle.close();
      this.#parts.log(say.closedir(handle.path));
      return undefined;
    }
    const failed = handle.kind === "upload" ? await handle.commit() : null;
    if (handle.kind === "file") handle.close(null);
    this.#logClose(handle, false);
    if (failed) throw new Refused(failed);
    if (handle.kind === "upload") {
      this.#parts.onUploaded(this.rootPath(handle.path), handle.bytesWritten);
    }
    return undefined;
  }

  async #opendir(request: PathRequest): Promise<Buffer> {
    const at = this.#path(request);
    this.#parts.log(say.opendir(at));
    this.#openable(request);
    this.#roomForHandle();
    return this.#keep(request.id, need(await Listing.open(this.#parts.jail, at)));
  }

  async #readdir({ id, handle: name }: Request<"readdir">): Promise<Buffer> {
    const handle = this.handle(name);
    if (handle?.kind !== "listing") return refuse(statusCode.failure, "Invalid handle");
    const { user, wallNow } = this.#parts;
    const entries = await handle.next({
      canWrite: user.canWrite,
      owner: user.name,
      nowSeconds: Math.floor(wallNow() / 1000),
      misses: (at) => this.#misses(at),
    });
    return entries.length === 0 ? this.status(id, statusCode.eof) : encodeNames(id, entries);
  }

  /** The path as we understand it, whether it is there or not: the answer says nothing about the disk. */
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
        const failed = await this.#upload(request.handle).setAttributes(request.attributes);
        if (failed) throw new Refused(failed);
        return undefined;
      }
      case "setstat":
        return await this.#setstat(await this.#existing(request), request.attributes);
      case "rename":
        return await this.#rename(request.from, request.to, false);
      default:
    }
    const at = this.#present(request);
    const real = need(await jail.entry(at));
    if (request.type === "mkdir") {
      log(say.mkdir(at, request.attributes.permissions ?? 0o777));
      await mkdir(real, 0o755);
    } else if (request.type === "rmdir") {
      log(say.rmdir(at));
      await rmdir(real);
    } else if (request.type === "remove") {
      log(say.remove(at));
      await unlink(real);
    }
    return undefined;
  }

  /** Times are taken over, because clients compare them; owners and modes are accepted and have no effect here. */
  async #setstat(real: string, { size, atime, mtime }: Attributes): Promise<undefined> {
    if (size !== undefined && size !== (await lstat(real)).size) {
      refuse(statusCode.opUnsupported, "A file is changed by a new upload only");
    }
    if (mtime !== undefined) await utimes(real, atime ?? mtime, mtime);
    return undefined;
  }

  async #rename(from: Buffer, to: Buffer, replaces: boolean): Promise<undefined> {
    const { jail, log } = this.#parts;
    const [oldPath, newPath] = [this.#present({ path: from }), this.#present({ path: to })];
    const [oldReal, newReal] = [need(await jail.entry(oldPath)), need(await jail.entry(newPath))];
    log(say.rename(oldPath, newPath));
    // draft §6.5: a name that is taken is an error; posix-rename@openssh.com replaces it.
    if (!replaces && (await isThere(newReal))) refuse(statusCode.failure, "File exists");
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
        if (!this.handle(fields.bytes())) refuse(statusCode.failure, "Invalid handle");
        return await this.#statvfs(id, this.#parts.jail.home);
      case "fsync@openssh.com":
        await syncFile(this.#upload(fields.bytes()).fd);
        return undefined;
      case "posix-rename@openssh.com":
        this.#mayWrite();
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

const isThere = (real: string) =>
  lstat(real).then(
    () => true,
    () => false,
  );
