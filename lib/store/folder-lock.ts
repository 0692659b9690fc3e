/**
 * Keeps two processes from using one data folder. The lock is the operating system's, on a database file of SQLite: it
 * ends with the process, however that ends, and it also holds between containers that share the folder, where process
 * ids mean nothing.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";

export type FolderLock = { release(): void };

/** Garbage collection would close a database that nobody refers to, and with that give the lock away. */
const heldLocks = new Set<Database.Database>();

/**
 * Takes the lock of a folder that exists.
 * @throws Error of one line when another process holds it, or the folder cannot be written
 */
export function lockFolder(root: string): FolderLock {
  const file = path.join(root, "lock");
  // Only for the message: the lock does not depend on it.
  const holderFile = path.join(root, "running.pid");
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.exec("BEGIN EXCLUSIVE");
    writeFileSync(holderFile, `${process.pid} ${hostname()}\n`, { mode: 0o600 });
  } catch (cause) {
    lock?.close();
    const { code = "", message } = cause as Error & { code?: string };
    if (!code.startsWith("SQLITE_BUSY")) throw new Error(`DATA_DIR ${root} cannot be written: ${message}`);
    throw new Error(
      `DATA_DIR ${root} is in use${holderOf(holderFile)}. Stop that process, or set another DATA_DIR.`,
    );
  }
  const held = lock;
  heldLocks.add(held);
  return {
    release() {
      rmSync(holderFile, { force: true });
      heldLocks.delete(held);
      held.close();
    },
  };
}

/** ` by process 12 on ewc-1`; empty when it is not known. */
function holderOf(file: string): string {
  try {
    const [pid, host] = readFileSync(file, "utf8").trim().split(" ");
    return pid === undefined || pid === ""
      ? ""
      : ` by process ${pid}${host === undefined ? "" : ` on ${host}`}`;
  } catch {
    return "";
  }
}
