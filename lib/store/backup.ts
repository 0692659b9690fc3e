/** Copies the database while another process writes to it. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { FaultError, fault } from "@/lib/contracts/fault";
import { DATABASE_FILE } from "./database";

const BUSY_TIMEOUT_MS = 10_000;

/**
 * Writes a copy of one moment into the folder `target`, as one file without a journal. The program that writes meanwhile
 * is not stopped and not slowed down.
 * @throws FaultError when there is no database in `dataDir`, or the disk is full
 */
export function backupDatabase(dataDir: string, target: string): void {
  const file = join(dataDir, DATABASE_FILE);
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      db.prepare("VACUUM INTO ?").run(join(target, DATABASE_FILE));
    } finally {
      db.close();
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FaultError(fault("store-unusable", `${file} cannot be copied: ${why}.`));
  }
}
