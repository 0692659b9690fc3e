/** A file that only occupies space. Deleting it lets the database write for a while when the disk is full. */
import { open, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { ReservePort } from "./storage-guard";

/** The name of the file in the data folder. It is not part of a backup. */
export const RESERVE_FILE = "reserve";
const PIECE_BYTES = 1_000_000;

/** @param bytes size of the reserve */
export function diskReserve(dataDir: string, bytes: number): ReservePort {
  const file = path.join(dataDir, RESERVE_FILE);
  return {
    isHeld: () =>
      stat(file).then(
        ({ size }) => size === bytes,
        () => false,
      ),
    async freeBytes() {
      const { bavail, bsize } = await statfs(dataDir);
      return bavail * bsize;
    },
    async take() {
      try {
        const handle = await open(file, "w", 0o600);
        try {
          // Not zeros, which some file systems do not store.
          const piece = Buffer.alloc(PIECE_BYTES, "reserved ");
          for (let at = 0; at < bytes; at += PIECE_BYTES)
            await handle.write(piece, 0, Math.min(PIECE_BYTES, bytes - at));
        } finally {
          await handle.close();
        }
      } catch (cause) {
        await rm(file, { force: true });
        throw cause;
      }
    },
    release: () => rm(file, { force: true }),
  };
}
