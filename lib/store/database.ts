/** Opens the one database file: checks it, migrates it, hands out Prisma's client. The data folder is ours alone by then. */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import Database from "better-sqlite3";
import { FaultError } from "@/lib/contracts/fault";
import { PrismaClient } from "./generated/client";
import { applyMigrations } from "./migrations";
import { storeFaultOf, unusable } from "./store-fault";

export const DATABASE_FILE = "console.db";
/** Waiting for a lock blocks the thread that also answers packets, so it is short; the write queue tries again. */
const BUSY_TIMEOUT_MS = 100;

export type OpenDatabase = {
  client: PrismaClient;
  file: string;
  close(): Promise<void>;
};

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
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // SQLite gives its journal files the mode of the database.
    closeSync(openSync(file, "a", 0o600));
    prepare(file, migrations);
    const client = new PrismaClient({
      adapter: new PrismaBetterSqlite3({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS }),
      errorFormat: "minimal",
    });
    // WAL with NORMAL: a power cut may cost the last commits, never the database; a killed process costs nothing.
    await client.$executeRawUnsafe("PRAGMA synchronous = NORMAL");
    return { client, file, close: () => client.$disconnect() };
  } catch (thrown) {
    throw thrown instanceof FaultError ? thrown : new FaultError(storeFaultOf(thrown, file).fault);
  }
}
