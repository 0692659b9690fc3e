/**
 * Files that an SFTP client has open, for reading or for an upload. An upload is written under a hidden name beside its
 * target and renamed when it is closed, so that only complete files are visible.
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
import type { SftpJail, VirtualPath } from "./sftp-jail";
import { denied, notFound, type Refusal, refusal, refusalOf } from "./sftp-refusal";

const openAsync = promisify(openFile);
const truncateAsync = promisify(ftruncate);
const timesAsync = promisify(futimes);

const UPLOAD_PREFIX = ".upload-";
const UPLOAD_NAME = /^\.upload-[0-9a-f]{16}$/;
const ANY_READ_BIT = 0o444;

/** Removes the hidden files of uploads that a crash interrupted, everywhere below `root`. */
export async function removeUnfinishedUploads(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !UPLOAD_NAME.test(entry.name)) continue;
    await unlink(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  }
}

/** A file descriptor that is closed only after the last operation on it has returned. */
class Descriptor {
  readonly fd: number;
  #operations = 0;
  #isClosing = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  begin(): void {
    this.#operations++;
  }

  end(): void {
    this.#operations--;
    if (this.#isClosing && this.#operations === 0) this.#close();
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#operations === 0) this.#close();
  }

  #close(): void {
    closeFile(this.fd, () => undefined);
  }
}

type Done = (error: NodeJS.ErrnoException | null, bytes: number) => void;

/** What files being read and uploads have in common: counters, the transfer, and being aborted by the operator. */
abstract class OpenFile {
  readonly path: VirtualPath;
  /** Bytes sent to the client, and bytes received from it. */
  bytesRead = 0;
  bytesWritten = 0;
  transfer: RunningTransfer | null = null;
  /** Set when the operator aborted the transfer: further requests are refused with it. */
  abortedBy: Refusal | null = null;
  protected readonly file: Descriptor;

  constructor(fd: number, at: VirtualPath) {
    this.file = new Descriptor(fd);
    this.path = at;
  }

  get fd(): number {
    return this.file.fd;
  }

  /** Reads `length` bytes of the file from `position` on into `into`, from its offset `start` on. */
  read(into: Buffer, start: number, length: number, position: number, done: Done): void {
    this.file.begin();
    readFile(this.file.fd, into, start, length, position, (error, bytes) => {
      this.file.end();
      done(error, bytes);
    });
  }

  /** Counts bytes that were sent to the client. */
  countSent(bytes: number): void {
    this.bytesRead += bytes;
  }

  /** The operator aborts the transfer. */
  abort(): void {
    this.abortedBy = refusal(statusCode.failure, "Aborted by the operator");
    this.transfer?.end("aborted", fault("aborted", "Aborted by the operator."));
  }
}

export class ServedFile extends OpenFile {
  readonly kind = "file";
  readonly sizeBytes: number;
  /** Faults from Lab for this file; null when it has none. */
  faultInjectedRead: FaultInjectedRead | null = null;

  private constructor(fd: number, at: VirtualPath, sizeBytes: number) {
    super(fd, at);
    this.sizeBytes = sizeBytes;
  }

  /** Opens a regular file for reading. */
  static async open(jail: SftpJail, at: VirtualPath): Promise<Result<ServedFile, Refusal>> {
    const real = await jail.resolveExisting(at);
    if (!real.ok) return real;
    try {
      const stats = await lstat(real.value);
      if (stats.isDirectory()) return err(refusal(statusCode.failure, "Is a directory"));
      // A file without any read bit is refused even when this program runs as root. Reading a pipe would block.
      if (!stats.isFile() || (stats.mode & ANY_READ_BIT) === 0) return err(denied);
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
    const { faultInjectedRead } = this;
    if (faultInjectedRead === null) {
      super.read(into, start, length, position, done);
      return;
    }
    super.read(into, start, length, position, (error, bytes) => {
      faultInjectedRead.alter(into.subarray(start, start + bytes), position);
      faultInjectedRead.pace(bytes, () => done(error, bytes));
    });
  }

  /** Whether at least as many bytes were sent as the file has. */
  get isComplete(): boolean {
    return this.bytesRead >= this.sizeBytes;
  }

  override countSent(bytes: number): void {
    super.countSent(bytes);
    // A client may read a part twice, but progress ends at 100 %.
    if (this.transfer) this.transfer.handle.bytes = Math.min(this.bytesRead, this.sizeBytes);
  }

  /** Closes the file and ends its transfer. `cause` is set when the connection ended before. */
  close(cause: Fault | null): void {
    this.file.close();
    if (!this.transfer) return;
    if (this.isComplete) this.transfer.end("complete");
    else if (cause) this.transfer.end(cause.code === "aborted" ? "aborted" : "failed", cause);
    else {
      const message = `The client closed the file after ${this.bytesRead} of ${this.sizeBytes} bytes.`;
      this.transfer.end("aborted", fault("aborted", message));
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
  /** The first write that failed: the upload cannot become complete any more. */
  #failed: Refusal | null = null;

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

  /** Opens a file for writing, with the `pflags` of OPEN (draft §6.3). */
  static async open(jail: SftpJail, at: VirtualPath, flags: number): Promise<Result<Upload, Refusal>> {
    const target = await jail.resolveEntry(at);
    if (!target.ok) return target;
    try {
      const present = await presentFile(jail, at, target.value);
      if (!present.ok) return present;
      if (present.value === null && (flags & openFlag.create) === 0) return err(notFound);
      if (present.value !== null && (flags & openFlag.exclusive) !== 0) {
        return err(refusal(statusCode.failure, "File exists"));
      }
      const destination = present.value ?? target.value;
      const temporary = path.join(path.dirname(destination), UPLOAD_PREFIX + randomBytes(8).toString("hex"));
      // Without TRUNC the client changes the existing file: the upload starts as a copy, which is cheap where the file
      // system can share blocks.
      const startsAsCopy = present.value !== null && (flags & openFlag.truncate) === 0;
      if (startsAsCopy)
        await copyFile(destination, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const mode =
        constants.O_RDWR | constants.O_NOFOLLOW | (startsAsCopy ? 0 : constants.O_CREAT | constants.O_EXCL);
      const fd = await openAsync(temporary, mode, 0o644);
      const upload = new Upload(fd, at, { temporary, target: destination }, flags);
      if (startsAsCopy && upload.#appendAt !== null) upload.#appendAt = (await lstat(temporary)).size;
      return ok(upload);
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  /** Writes at `position`, or at the end when the client opened the file for appending. */
  write(data: Uint8Array, position: number, done: (failed: Refusal | null) => void): void {
    const failed = this.abortedBy ?? this.#failed;
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
    this.file.begin();
    writeFile(this.file.fd, data, 0, data.length, position, (error, count) => {
      this.file.end();
      if (error) {
        this.#failed ??= refusalOf(error);
        done(this.#failed);
        return;
      }
      this.bytesWritten += count;
      if (this.transfer) this.transfer.handle.bytes = this.bytesWritten;
      // A nearly full disk may write only a part.
      if (count < data.length) this.#writeAll(data.subarray(count), position + count, done);
      else done(null);
    });
  }

  /** Sets size and times; other attributes have no effect. */
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

  /** The client closed the upload: it replaces its target, or is removed when a write failed. */
  async commit(): Promise<Refusal | null> {
    const failed = this.abortedBy ?? this.#failed ?? (await this.#publish());
    this.file.close();
    if (failed) {
      this.transfer?.end("failed", fault("peer-error", `The upload could not be stored: ${failed.message}.`));
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

  /** Removes the unfinished upload, because the connection ended. */
  discard(cause: Fault): void {
    this.file.close();
    this.transfer?.end(cause.code === "aborted" ? "aborted" : "failed", cause);
    unlink(this.#temporary).catch(() => undefined);
  }
}

/** The real path of the regular file at a target; null when there is none. A symbolic link is followed inside the home. */
async function presentFile(
  jail: SftpJail,
  at: VirtualPath,
  target: string,
): Promise<Result<string | null, Refusal>> {
  const entry = await lstat(target).catch(() => null);
  if (!entry) return ok(null);
  if (entry.isDirectory()) return err(refusal(statusCode.failure, "Is a directory"));
  if (entry.isFile()) return ok(target);
  if (!entry.isSymbolicLink()) return err(denied);
  const followed = await jail.resolveExisting(at);
  if (!followed.ok) return err(denied);
  return (await stat(followed.value)).isFile() ? ok(followed.value) : err(refusal(statusCode.failure));
}
