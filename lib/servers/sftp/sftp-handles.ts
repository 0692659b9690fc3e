/**
 * The files that a client holds open: one being read, an upload on its way. Knows files and their fate, not the
 * protocol. An upload is written beside its place under a hidden name and becomes visible, whole, when it is closed.
 */
import { randomBytes } from "node:crypto";
import {
  close as closeFile,
  constants,
  ftruncate,
  futimes,
  open as openFile,
  read as readFile,
  write as writeFile,
} from "node:fs";
import { copyFile, link, lstat, readdir, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type Fault, fault } from "@/lib/contracts/fault";
import { err, ok, type Result } from "@/lib/kit/result";
import type { Attributes } from "@/lib/wire/sftp/attributes";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import type { RunningTransfer } from "./running-transfer";
import type { FaultInjectedRead } from "./sftp-faults";
import { type Refusal, refusal, refusalOf, type SftpJail, type VirtualPath } from "./sftp-jail";

const openAsync = promisify(openFile);
const truncateAsync = promisify(ftruncate);
const timesAsync = promisify(futimes);

const UPLOAD_PREFIX = ".upload-";
const UPLOAD_NAME = /^\.upload-[0-9a-f]{16}$/;
const ANY_READ_BIT = 0o444;

/** Removes what a crash in the middle of an upload left behind, anywhere below `root`. */
export async function removeUnfinishedUploads(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !UPLOAD_NAME.test(entry.name)) continue;
    await unlink(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  }
}

/** A file descriptor that is given back only after the last operation on it has returned. */
class Descriptor {
  readonly fd: number;
  #busy = 0;
  #closing = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  enter(): void {
    this.#busy++;
  }

  leave(): void {
    this.#busy--;
    if (this.#closing && this.#busy === 0) this.#close();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#busy === 0) this.#close();
  }

  #close(): void {
    closeFile(this.fd, () => undefined);
  }
}

type Done = (error: NodeJS.ErrnoException | null, bytes: number) => void;

/** What reading and writing handles have in common: counters, their transfer, and being stopped by the operator. */
abstract class OpenFile {
  readonly path: VirtualPath;
  /** Bytes that were handed to the client, and that came from it. */
  bytesRead = 0;
  bytesWritten = 0;
  transfer: RunningTransfer | null = null;
  /** Set when the operator stopped the transfer: nothing more is read or written. */
  stopped: Refusal | null = null;
  protected readonly file: Descriptor;

  constructor(fd: number, at: VirtualPath) {
    this.file = new Descriptor(fd);
    this.path = at;
  }

  get fd(): number {
    return this.file.fd;
  }

  /** pread into `into`, from `start` on. */
  read(into: Buffer, start: number, length: number, position: number, done: Done): void {
    this.file.enter();
    readFile(this.file.fd, into, start, length, position, (error, bytes) => {
      this.file.leave();
      done(error, bytes);
    });
  }

  /** Bytes of this file went to the client. */
  sent(bytes: number): void {
    this.bytesRead += bytes;
  }

  stop(): void {
    this.stopped = refusal(statusCode.failure, "Stopped by the operator");
    this.transfer?.end("aborted", fault("aborted", "Stopped by the operator."));
  }
}

export class ServedFile extends OpenFile {
  readonly kind = "file";
  readonly sizeBytes: number;
  /** A fault from Lab goes wrong with it. */
  spoilt: FaultInjectedRead | null = null;

  private constructor(fd: number, at: VirtualPath, sizeBytes: number) {
    super(fd, at);
    this.sizeBytes = sizeBytes;
  }

  static async open(jail: SftpJail, at: VirtualPath): Promise<Result<ServedFile, Refusal>> {
    const real = await jail.existing(at);
    if (!real.ok) return real;
    try {
      const stats = await lstat(real.value);
      if (stats.isDirectory()) return err(refusal(statusCode.failure, "Is a directory"));
      // What nobody may read is not read because this program may run as root; a pipe would wait for ever.
      if (!stats.isFile() || (stats.mode & ANY_READ_BIT) === 0)
        return err(refusal(statusCode.permissionDenied));
      const fd = await openAsync(
        real.value,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      return ok(new ServedFile(fd, at, stats.size));
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  override read(into: Buffer, start: number, length: number, position: number, done: Done): void {
    const { spoilt } = this;
    if (spoilt === null) {
      super.read(into, start, length, position, done);
      return;
    }
    super.read(into, start, length, position, (error, bytes) => {
      spoilt.alter(into.subarray(start, start + bytes), position);
      spoilt.pace(bytes, () => done(error, bytes));
    });
  }

  get isWhole(): boolean {
    return this.bytesRead >= this.sizeBytes;
  }

  override sent(bytes: number): void {
    super.sent(bytes);
    // A client may read a part twice; the bar ends at the end.
    if (this.transfer) this.transfer.handle.bytes = Math.min(this.bytesRead, this.sizeBytes);
  }

  /** Gives the descriptor back and ends the transfer. `cause` when the connection was lost or cut. */
  close(cause: Fault | null): void {
    this.file.close();
    if (!this.transfer) return;
    if (this.isWhole) this.transfer.end("complete");
    else if (cause) this.transfer.end(cause.code === "aborted" ? "aborted" : "failed", cause);
    else {
      const words = `The client closed the file after ${this.bytesRead} of ${this.sizeBytes} bytes.`;
      this.transfer.end("aborted", fault("aborted", words));
    }
  }
}

export class Upload extends OpenFile {
  readonly kind = "upload";
  readonly #temporary: string;
  readonly #target: string;
  readonly #exclusive: boolean;
  /** Where the next WRITE goes when the client asked to append; null otherwise. */
  #appendAt: number | null;
  /** The first write that failed: the upload can no longer become whole. */
  #broken: Refusal | null = null;

  private constructor(
    fd: number,
    at: VirtualPath,
    files: { temporary: string; target: string },
    flags: number,
  ) {
    super(fd, at);
    this.#temporary = files.temporary;
    this.#target = files.target;
    this.#exclusive = (flags & openFlag.exclusive) !== 0;
    this.#appendAt = (flags & openFlag.append) === 0 ? null : 0;
  }

  static async open(jail: SftpJail, at: VirtualPath, flags: number): Promise<Result<Upload, Refusal>> {
    const target = await jail.entry(at);
    if (!target.ok) return target;
    try {
      const present = await presentFile(jail, at, target.value);
      if (!present.ok) return present;
      if (present.value === null && (flags & openFlag.create) === 0)
        return err(refusal(statusCode.noSuchFile));
      if (present.value !== null && (flags & openFlag.exclusive) !== 0) {
        return err(refusal(statusCode.failure, "File exists"));
      }
      const destination = present.value ?? target.value;
      const temporary = path.join(path.dirname(destination), UPLOAD_PREFIX + randomBytes(8).toString("hex"));
      // Without TRUNC the client goes on with what is there: it gets a copy, which costs nothing where files can share blocks.
      const goesOn = present.value !== null && (flags & openFlag.truncate) === 0;
      if (goesOn)
        await copyFile(destination, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const mode =
        constants.O_RDWR | constants.O_NOFOLLOW | (goesOn ? 0 : constants.O_CREAT | constants.O_EXCL);
      const fd = await openAsync(temporary, mode, 0o644);
      const upload = new Upload(fd, at, { temporary, target: destination }, flags);
      if (goesOn && upload.#appendAt !== null) upload.#appendAt = (await lstat(temporary)).size;
      return ok(upload);
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  write(data: Uint8Array, position: number, done: (failed: Refusal | null) => void): void {
    const failed = this.stopped ?? this.#broken;
    if (failed) {
      done(failed);
      return;
    }
    let at = position;
    if (this.#appendAt !== null) {
      at = this.#appendAt;
      this.#appendAt += data.length;
    }
    this.#writeAll(data, at, done);
  }

  #writeAll(data: Uint8Array, position: number, done: (failed: Refusal | null) => void): void {
    this.file.enter();
    writeFile(this.file.fd, data, 0, data.length, position, (error, count) => {
      this.file.leave();
      if (error) {
        this.#broken ??= refusalOf(error);
        done(this.#broken);
        return;
      }
      this.bytesWritten += count;
      if (this.transfer) this.transfer.handle.bytes = this.bytesWritten;
      // A nearly full disk takes a part and refuses the rest.
      if (count < data.length) this.#writeAll(data.subarray(count), position + count, done);
      else done(null);
    });
  }

  async setAttributes(attributes: Attributes): Promise<Refusal | null> {
    try {
      if (attributes.size !== undefined) await truncateAsync(this.fd, attributes.size);
      if (attributes.mtime !== undefined) {
        await timesAsync(this.fd, attributes.atime ?? attributes.mtime, attributes.mtime);
      }
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** The client closed it: into its place, whole, or away. */
  async commit(): Promise<Refusal | null> {
    const failed = this.stopped ?? this.#broken ?? (await this.#publish());
    this.file.close();
    if (failed) {
      this.transfer?.end("failed", fault("peer-error", `The upload could not be kept: ${failed.words}.`));
      await unlink(this.#temporary).catch(() => undefined);
    } else {
      this.transfer?.end("complete");
    }
    return failed;
  }

  async #publish(): Promise<Refusal | null> {
    try {
      if (this.#exclusive) {
        await link(this.#temporary, this.#target);
        await unlink(this.#temporary);
      } else {
        await rename(this.#temporary, this.#target);
      }
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** The connection is gone: nothing remains. */
  discard(cause: Fault): void {
    this.file.close();
    this.transfer?.end(cause.code === "aborted" ? "aborted" : "failed", cause);
    unlink(this.#temporary).catch(() => undefined);
  }
}

/** The real path of the regular file at a target, null when there is none; a link is followed inside the home. */
async function presentFile(
  jail: SftpJail,
  at: VirtualPath,
  target: string,
): Promise<Result<string | null, Refusal>> {
  const entry = await lstat(target).catch(() => null);
  if (!entry) return ok(null);
  if (entry.isDirectory()) return err(refusal(statusCode.failure, "Is a directory"));
  if (entry.isFile()) return ok(target);
  if (!entry.isSymbolicLink()) return err(refusal(statusCode.permissionDenied));
  const followed = await jail.existing(at);
  if (!followed.ok) return err(refusal(statusCode.permissionDenied));
  return (await stat(followed.value)).isFile() ? ok(followed.value) : err(refusal(statusCode.failure));
}
