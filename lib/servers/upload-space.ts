/**
 * How large an upload may become: the limit of one file, the quota of a folder, and the space that stays free on the disk.
 * A file counts with its apparent or its allocated size, whichever is larger, so a sparse file cannot pass.
 */
import { lstat, readdir, statfs } from "node:fs/promises";
import path from "node:path";
import type { TftpSettings } from "@/lib/contracts/settings";
import { formatBytes } from "@/lib/kit/units";

/** Limits in MB (1,000,000 bytes). A quota or reserve of 0 is none. */
export type UploadLimits = Pick<TftpSettings, "maxUploadMb" | "uploadQuotaMb" | "freeReserveMb">;

/** Why an upload is refused; the code says which limit it is, the message is for the client. */
export type SpaceRefusal = { code: "too-large" | "quota" | "disk-full"; message: string };

const MB = 1_000_000;
/** An unfinished upload of either server. Running ones are counted by what they reserve, others are removed at a start. */
const UNFINISHED = /^\.(tftp-)?upload-[0-9a-f]{16}$/;
/** The free space is looked at again after so many bytes. */
const LOOK_EVERY_BYTES = 16 * MB;

/** The uploads of one server that run now. */
export class UploadSpace {
  readonly #running = new Set<UploadReservation>();

  /**
   * Begins an upload into a folder that has the quota.
   * @param replacedBytes size of the file that the upload will replace
   */
  async reserve(folder: string, limits: UploadLimits, replacedBytes = 0): Promise<UploadReservation> {
    const usedBytes = limits.uploadQuotaMb === 0 ? 0 : await usedBelow(folder);
    const reservation: UploadReservation = new UploadReservation({
      folder,
      limits,
      usedBytes: usedBytes - replacedBytes,
      freeBytes: await freeBytes(folder),
      othersBytes: () => this.#bytesOfOthers(reservation),
      onRelease: () => this.#running.delete(reservation),
    });
    this.#running.add(reservation);
    return reservation;
  }

  #bytesOfOthers(than: UploadReservation): number {
    let bytes = 0;
    for (const other of this.#running) {
      if (other !== than && other.folder === than.folder) bytes += other.sizeBytes;
    }
    return bytes;
  }
}

type ReservationParts = {
  folder: string;
  limits: UploadLimits;
  /** All files of the folder when the upload began, without the one that it replaces. */
  usedBytes: number;
  freeBytes: number;
  othersBytes(): number;
  onRelease(): void;
};

export class UploadReservation {
  readonly #parts: ReservationParts;
  /** Free bytes at the last look, and the bytes on disk of this upload then. */
  #freeBytes: number;
  #storedAtLook = 0;
  #isLooking = false;
  sizeBytes = 0;

  /** @internal made by {@link UploadSpace.reserve} */
  constructor(parts: ReservationParts) {
    this.#parts = parts;
    this.#freeBytes = parts.freeBytes;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  /**
   * Asks for a size of the file.
   * @param sizeBytes its apparent size with what is to be written
   * @param storedBytes bytes that were written so far
   * @returns why it may not become so large, else null
   */
  grow(sizeBytes: number, storedBytes: number): SpaceRefusal | null {
    const { limits, usedBytes, othersBytes } = this.#parts;
    const { maxUploadMb, uploadQuotaMb, freeReserveMb } = limits;
    if (sizeBytes > maxUploadMb * MB)
      return {
        code: "too-large",
        message: `The file is larger than the limit of ${formatBytes(maxUploadMb * MB)}`,
      };
    if (uploadQuotaMb > 0 && usedBytes + othersBytes() + sizeBytes > uploadQuotaMb * MB)
      return { code: "quota", message: `The quota of ${formatBytes(uploadQuotaMb * MB)} is used up` };
    if (sizeBytes - this.#storedAtLook > this.#freeBytes - freeReserveMb * MB)
      return {
        code: "disk-full",
        message:
          freeReserveMb === 0
            ? "There is not enough free space on the server"
            : `There is not enough free space: ${formatBytes(freeReserveMb * MB)} must stay free`,
      };
    this.sizeBytes = Math.max(this.sizeBytes, sizeBytes);
    if (storedBytes - this.#storedAtLook >= LOOK_EVERY_BYTES) void this.#look(storedBytes);
    return null;
  }

  /** The upload has ended: what it stored is now counted with the files of the folder. */
  release(): void {
    this.#parts.onRelease();
  }

  async #look(storedBytes: number): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#freeBytes = await freeBytes(this.folder);
    this.#storedAtLook = storedBytes;
    this.#isLooking = false;
  }
}

/** Free bytes on the disk of a folder; all that a number can hold where the system cannot tell. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
}

/** The bytes of all files below a folder, each with its larger size. Symbolic links are not followed. */
async function usedBelow(folder: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || UNFINISHED.test(entry.name)) continue;
    const stats = await lstat(path.join(entry.parentPath, entry.name)).catch(() => null);
    if (stats !== null) bytes += Math.max(stats.size, stats.blocks * 512);
  }
  return bytes;
}
