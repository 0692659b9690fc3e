/** Writing to the disk of the image repository, as a port so that tests can fill the disk; and its errors as faults. */
import { open, statfs } from "node:fs/promises";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";

export type FileWriter = {
  write(piece: Uint8Array): Promise<void>;
  /** Resolves when the content is durable. */
  close(): Promise<void>;
  /** Closes without waiting for the disk. */
  abandon(): Promise<void>;
};

export type DiskPort = {
  /** Free bytes for this process on the file system of `folder`. */
  freeBytes(folder: string): Promise<number>;
  /** Creates a file; rejects when it exists. */
  create(path: string): Promise<FileWriter>;
};

/** Bytes to keep free for the database and the logs. */
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
      `Importing needs ${formatBytes(neededBytes + SPARE_BYTES)}, but only ${formatBytes(free)} are free.`,
      "Free some space where the data folder is, or remove image sets that are no longer needed.",
    ),
  );
}

/** The code of an error, like `ENOENT`; empty when it has none. */
export const errorCode = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

/** The fault for an error of the file system; a FaultError keeps its fault. */
export function diskFault(thrown: unknown): Fault {
  switch (errorCode(thrown)) {
    case "ENOSPC":
    case "EDQUOT":
      return fault(
        "disk-full",
        "The disk became full during the import. Nothing was imported.",
        "Free some space where the data folder is, then import again.",
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return fault(
        "access-violation",
        `The program has no permission for this in its data folder: ${thrown instanceof Error ? thrown.message : ""}`,
        "Check the owner and the permissions of the data folder.",
      );
    default:
      return faultOf(thrown);
  }
}
