/**
 * A file that a TFTP client writes: under a hidden temporary name beside its target, and renamed when it is complete, so
 * that only complete files are visible. Never outside the served folder, and only over regular files.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, lstat, open, readdir, realpath, rename, unlink } from "node:fs/promises";
import path from "node:path";
import type { TftpWriteMode } from "@/lib/contracts/settings";
import { whyUnsafeName } from "@/lib/images/import-guards";
import { err, ok, type Result } from "@/lib/kit/result";
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { isHidden, isInside } from "../served-paths";
import type { SpaceRefusal, UploadLimits, UploadReservation, UploadSpace } from "../upload-space";
import { segmentsOf } from "./tftp-jail";
import type { Refusal } from "./tftp-refusal";

const PREFIX = ".tftp-upload-";
const UNFINISHED = /^\.tftp-upload-[0-9a-f]{16}$/;

/** What a write needs of the server. */
export type WriteResources = {
  /** The served folder as a real path. */
  folder: string;
  mode: TftpWriteMode;
  limits: UploadLimits;
  space: UploadSpace;
};

const violation = (message: string): Result<never, Refusal> =>
  err({ code: ErrorCode.accessViolation, message });

/** Removes what writes left that a crash interrupted, everywhere below `root`. */
export async function removeUnfinishedWrites(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !UNFINISHED.test(entry.name)) continue;
    await unlink(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  }
}

export class WrittenFile {
  /** Path inside the served folder, with slashes. */
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #temporary: string;
  readonly #target: string;
  readonly #replaces: boolean;
  readonly #reservation: UploadReservation;
  #storedBytes = 0;

  private constructor(
    file: { path: string; handle: FileHandle; temporary: string; target: string; replaces: boolean },
    reservation: UploadReservation,
  ) {
    this.path = file.path;
    this.#handle = file.handle;
    this.#temporary = file.temporary;
    this.#target = file.target;
    this.#replaces = file.replaces;
    this.#reservation = reservation;
  }

  /**
   * Opens a file for writing.
   * @param sizeBytes the announced size; null when the client announced none
   */
  static async open(
    name: string,
    sizeBytes: number | null,
    { folder, mode, limits, space }: WriteResources,
  ): Promise<Result<WrittenFile, Refusal>> {
    const found = await findTarget(folder, name, mode);
    if (!found.ok) return found;
    const { target, presentBytes } = found.value;
    const reservation = await space.reserve(folder, limits, presentBytes ?? 0);
    const refused = reservation.grow(sizeBytes ?? 0, 0);
    if (refused !== null) {
      reservation.release();
      return err(refusalOfSpace(refused));
    }
    const temporary = path.join(path.dirname(target), PREFIX + randomBytes(8).toString("hex"));
    try {
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      const handle = await open(temporary, flags, 0o644);
      const inside = path.relative(folder, target).split(path.sep).join("/");
      return ok(
        new WrittenFile(
          { path: inside, handle, temporary, target, replaces: presentBytes !== null },
          reservation,
        ),
      );
    } catch (error) {
      reservation.release();
      return err(refusalOfDisk(error));
    }
  }

  /** Appends bytes. Returns why they cannot be stored, else null. */
  async append(bytes: Uint8Array): Promise<Refusal | null> {
    const refused = this.#reservation.grow(this.#storedBytes + bytes.length, this.#storedBytes);
    if (refused !== null) return refusalOfSpace(refused);
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#handle.write(bytes, at, bytes.length - at, this.#storedBytes + at)).bytesWritten;
      }
      this.#storedBytes += bytes.length;
      return null;
    } catch (error) {
      return refusalOfDisk(error);
    }
  }

  /** The file is complete and takes its place. Returns why it cannot, else null; then nothing is left of it. */
  async commit(): Promise<Refusal | null> {
    try {
      await this.#handle.close();
      if (this.#replaces) await rename(this.#temporary, this.#target);
      else {
        // A file of this name that came meanwhile is not replaced.
        await link(this.#temporary, this.#target);
        await unlink(this.#temporary);
      }
      this.#reservation.release();
      return null;
    } catch (error) {
      await this.discard();
      return refusalOfDisk(error);
    }
  }

  /** Removes the unfinished file. */
  async discard(): Promise<void> {
    this.#reservation.release();
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#temporary).catch(() => undefined);
  }
}

/** Where a write goes, and the size of the file there; null when there is none. */
async function findTarget(
  folder: string,
  name: string,
  mode: WriteResources["mode"],
): Promise<Result<{ target: string; presentBytes: number | null }, Refusal>> {
  if (mode === "read-only") return violation("This server is read-only");
  const segments = segmentsOf(name);
  if (!segments.ok) return segments;
  const base = segments.value.at(-1) ?? "";
  const unsafe = whyUnsafeName(base);
  if (unsafe !== null) return violation(`The file ${unsafe}`);
  let parent: string;
  try {
    parent = await realpath(path.join(folder, ...segments.value.slice(0, -1)));
  } catch {
    return err({ code: ErrorCode.fileNotFound, message: "The folder does not exist" });
  }
  if (!isInside(folder, parent)) return violation("The path leads outside the served folder");
  if (isHidden(path.relative(folder, parent))) return violation("Hidden files cannot be written");
  const target = path.join(parent, base);
  const present = await lstat(target).catch(() => null);
  if (present === null) {
    return mode === "overwrite"
      ? err({ code: ErrorCode.fileNotFound, message: "Only existing files can be written" })
      : ok({ target, presentBytes: null });
  }
  if (present.isDirectory()) return violation("The path is a folder");
  if (!present.isFile()) return violation("The path is not a regular file");
  if (mode === "create") return err({ code: ErrorCode.fileExists, message: "The file exists" });
  return ok({ target, presentBytes: present.size });
}

const refusalOfSpace = ({ message }: SpaceRefusal): Refusal => ({ code: ErrorCode.diskFull, message });

/** The ERROR for an error of the file system, whose own message would name real paths. */
function refusalOfDisk(error: unknown): Refusal {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { code: ErrorCode.diskFull, message: "The disk of the server is full" };
    case "EEXIST":
      return { code: ErrorCode.fileExists, message: "The file exists" };
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return { code: ErrorCode.accessViolation, message: "Permission denied" };
    default:
      return { code: ErrorCode.notDefined, message: "The file cannot be written" };
  }
}
