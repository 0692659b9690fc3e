/**
 * Files that an SFTP client writes. An upload is written under a hidden name beside its target and renamed when it is
 * closed, so that only complete files are visible. It may become as large as `upload-space.ts` says.
 */
import { randomBytes } from "node:crypto";
import { constants, fchmod, ftruncate, futimes, open as openFile, write as writeFile } from "node:fs";
import { copyFile, link, lstat, readdir, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type Fault, fault } from "@/lib/contracts/fault";
import { err, ok, type Result } from "@/lib/kit/result";
import type { Attributes } from "@/lib/wire/sftp/attributes";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import type { SpaceRefusal, UploadReservation } from "../upload-space";
import { OpenFile } from "./sftp-handles";
import type { SftpJail, VirtualPath } from "./sftp-jail";
import { denied, notFound, type Refusal, refusal, refusalOf } from "./sftp-refusal";

const openAsync = promisify(openFile);
const truncateAsync = promisify(ftruncate);
const timesAsync = promisify(futimes);
const chmodAsync = promisify(fchmod);

const UPLOAD_PREFIX = ".upload-";
const UPLOAD_NAME = /^\.upload-[0-9a-f]{16}$/;
/** Removes the hidden files of uploads that a crash interrupted, everywhere below `root`. */
export async function removeUnfinishedUploads(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !UPLOAD_NAME.test(entry.name)) continue;
    await unlink(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  }
}

/**
 * The permissions that a client may give: no set-user-id or the like, and the owner, which is this program, keeps its
 * access, so that files stay readable and folders usable.
 */
export const allowedMode = (permissions: number, isFolder: boolean): number =>
  (permissions & 0o777) | (isFolder ? 0o500 : 0o400);

/** How an upload reserves space: in the user's home. @param replacedBytes size of the file that it will replace */
export type ReserveSpace = (replacedBytes: number) => Promise<UploadReservation>;

const refusalOfSpace = ({ message }: SpaceRefusal): Refusal => refusal(statusCode.failure, message);

export class Upload extends OpenFile {
  readonly kind = "upload";
  readonly #temporary: string;
  readonly #target: string;
  readonly #exclusive: boolean;
  readonly #reservation: UploadReservation;
  /** Where the next WRITE goes when the client asked to append; null otherwise. */
  #appendAt: number | null;
  /** The first write that failed: the upload cannot become complete any more. */
  #failed: Refusal | null = null;

  private constructor(
    fd: number,
    at: VirtualPath,
    files: { temporary: string; target: string },
    flags: number,
    reservation: UploadReservation,
  ) {
    super(fd, at);
    this.#reservation = reservation;
    this.#temporary = files.temporary;
    this.#target = files.target;
    this.#exclusive = (flags & openFlag.exclusive) !== 0;
    this.#appendAt = (flags & openFlag.append) === 0 ? null : 0;
  }

  /** Opens a file for writing, with the `pflags` of OPEN (draft §6.3). */
  static async open(
    jail: SftpJail,
    at: VirtualPath,
    flags: number,
    reserve: ReserveSpace,
  ): Promise<Result<Upload, Refusal>> {
    const target = await jail.resolveEntry(at);
    if (!target.ok) return target;
    let reservation: UploadReservation | undefined;
    try {
      const present = await presentFile(jail, at, target.value);
      if (!present.ok) return present;
      if (present.value === null && (flags & openFlag.create) === 0) return err(notFound);
      if (present.value !== null && (flags & openFlag.exclusive) !== 0) {
        return err(refusal(statusCode.failure, "File exists"));
      }
      const destination = present.value ?? target.value;
      const temporary = path.join(path.dirname(destination), UPLOAD_PREFIX + randomBytes(8).toString("hex"));
      const presentBytes = present.value === null ? 0 : (await lstat(present.value)).size;
      reservation = await reserve(presentBytes);
      // Without TRUNC the client changes the existing file: the upload starts as a copy, which is cheap where the file
      // system can share blocks.
      const startsAsCopy = present.value !== null && (flags & openFlag.truncate) === 0;
      const refused = reservation.grow(startsAsCopy ? presentBytes : 0, 0);
      if (refused) {
        reservation.release();
        return err(refusalOfSpace(refused));
      }
      if (startsAsCopy)
        await copyFile(destination, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const mode =
        constants.O_RDWR | constants.O_NOFOLLOW | (startsAsCopy ? 0 : constants.O_CREAT | constants.O_EXCL);
      const fd = await openAsync(temporary, mode, 0o644);
      const upload = new Upload(fd, at, { temporary, target: destination }, flags, reservation);
      if (startsAsCopy && upload.#appendAt !== null) upload.#appendAt = (await lstat(temporary)).size;
      return ok(upload);
    } catch (error) {
      reservation?.release();
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
    const refused = this.#reservation.grow(at + data.length, this.bytesWritten);
    if (refused) {
      this.#failed = refusalOfSpace(refused);
      done(this.#failed);
      return;
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

  /** Sets size, permissions and times; other attributes have no effect. */
  async setAttributes(attributes: Attributes): Promise<Refusal | null> {
    const { size, permissions } = attributes;
    const refused = size === undefined ? null : this.#reservation.grow(size, this.bytesWritten);
    if (refused) {
      this.#failed = refusalOfSpace(refused);
      return this.#failed;
    }
    try {
      if (size !== undefined) await truncateAsync(this.fd, size);
      if (permissions !== undefined) await chmodAsync(this.fd, allowedMode(permissions, false));
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
    this.#reservation.release();
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
    this.#reservation.release();
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
