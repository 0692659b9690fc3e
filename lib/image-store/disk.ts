/** Writing to the disk of the image repository, as a port, so that a full disk can be tested; and its errors in words. */
import { open, statfs } from "node:fs/promises";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";

export type FileWriter = {
  write(piece: Uint8Array): Promise<void>;
  /** Resolves when the content is on the disk. */
  close(): Promise<void>;
  /** Closes without waiting for the disk. */
  abandon(): Promise<void>;
};

export type DiskPort = {
  /** Bytes that this process may still write where `folder` is. */
  freeBytes(folder: string): Promise<number>;
  /** A new file; rejects when it exists. */
  create(path: string): Promise<FileWriter>;
};

/** Kept free beside what an import needs, for the database and the logs. Bytes. */
const SPARE_BYTES = 64_000_000;

export const realDisk: DiskPort = {
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  async create(path) {
    const file = await open(path, "wx");
    return {
      async write(piece) {
        for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
      },
      async close() {
        // A rename must not become durable before the content that it publishes.
        await file.datasync();
        await file.close();
      },
      abandon: () => file.close(),
    };
  },
};

/** Throws FaultError `disk-full` when `neededBytes` do not fit. */
export async function needSpace(disk: DiskPort, folder: string, neededBytes: number): Promise<void> {
  const free = await disk.freeBytes(folder);
  if (free >= neededBytes + SPARE_BYTES) return;
  throw new FaultError(
    fault(
      "disk-full",
      `Importing needs ${formatBytes(neededBytes + SPARE_BYTES)}; ${formatBytes(free)} are free.`,
      "Free some space where the data folder is, or remove image sets that are no longer needed.",
    ),
  );
}

export const errorCode = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

/** A fault for whatever the file system said; faults stay as they are. */
export function diskFault(thrown: unknown): Fault {
  switch (errorCode(thrown)) {
    case "ENOSPC":
    case "EDQUOT":
      return fault(
        "disk-full",
        "The disk became full while importing; nothing was kept.",
        "Free some space where the data folder is, then import again.",
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return fault(
        "access-violation",
        `The program may not do this in its data folder: ${thrown instanceof Error ? thrown.message : ""}`,
        "Check the owner and the permissions of the data folder.",
      );
    default:
      return faultOf(thrown);
  }
}
