/** Opens the one database file: takes it for this process alone, checks it, migrates it, hands out Prisma's client. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import Database from "better-sqlite3";
import { FaultError } from "@/lib/contracts/fault";
import { PrismaClient } from "./generated/client";
import { applyMigrations } from "./migrations";
import { sqliteCodeOf, storeFaultOf, unusable } from "./store-fault";

export const DATABASE_FILE = "console.db";
/** Waiting for a lock blocks the thread that also answers packets, so it is short; the write queue tries again. */
const BUSY_TIMEOUT_MS = 100;

export type OpenDatabase = {
  client: PrismaClient;
  file: string;
  close(): Promise<void>;
};

/**
 * Two engines on one data folder would both move the same access points. The lock is SQLite's on a file of its own:
 * the system frees it when the process ends, however it ends, and the database itself stays readable by other tools.
 */
function takeFolder(dataDir: string): () => void {
  const lock = new Database(join(dataDir, "in-use.lock"), { timeout: BUSY_TIMEOUT_MS });
  try {
    lock.pragma("journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    lock.close();
    if (sqliteCodeOf(thrown)?.startsWith("SQLITE_BUSY") !== true) throw thrown;
    throw unusable(
      `The data folder ${dataDir} is in use by another copy of this program.`,
      "End that one first, or set DATA_DIR to another folder.",
    );
  }
  return () => lock.close();
}

function prepare(file: string, migrations: string): void {
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma("journal_mode = WAL");
    const verdict = db.pragma("quick_check(1)", { simple: true });
    if (verdict !== "ok")
      throw unusable(
        `${file} is damaged: ${String(verdict)}.`,
        "Put back a copy of it, or move it away: the next start then begins with an empty one.",
      );
    applyMigrations(db, migrations, file);
  } finally {
    db.close();
  }
}

/**
 * @param migrations folder of Prisma migrations.
 * @throws FaultError `store-unusable` or `disk-full`, in words for the operator.
 */
export async function openDatabase(dataDir: string, migrations: string): Promise<OpenDatabase> {
  const file = join(dataDir, DATABASE_FILE);
  let release: (() => void) | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    release = takeFolder(dataDir);
    prepare(file, migrations);
    const client = new PrismaClient({
      adapter: new PrismaBetterSqlite3({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS }),
      errorFormat: "minimal",
    });
    // WAL with NORMAL: a power cut may cost the last commits, never the database; a killed process costs nothing.
    await client.$executeRawUnsafe("PRAGMA synchronous = NORMAL");
    const free = release;
    return {
      client,
      file,
      async close() {
        await client.$disconnect();
        free();
      },
    };
  } catch (thrown) {
    release?.();
    throw thrown instanceof FaultError ? thrown : new FaultError(storeFaultOf(thrown, file).fault);
  }
}
