/** Opens the database file: checks it, applies migrations, and makes Prisma's client. The caller has locked the data folder. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import Database from "better-sqlite3";
import { FaultError } from "@/lib/contracts/fault";
import { startAuditChain } from "./audit-start";
import { PrismaClient } from "./generated/client";
import { applyMigrations } from "./migrations";
import { storeFaultOf, unusable } from "./store-fault";

export const DATABASE_FILE = "console.db";
/** Short, because waiting for a lock blocks the thread that also answers packets; the write queue tries again. */
const BUSY_TIMEOUT_MS = 100;

export type Execute = (sql: string, text: string) => Promise<void>;

export type OpenDatabase = {
  client: PrismaClient;
  /** Runs a statement with one text parameter, on the client's own connection. */
  execute: Execute;
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
        "Restore a copy of it, or move it away to start with an empty one.",
      );
    applyMigrations(db, migrations, file);
    startAuditChain(db);
  } finally {
    db.close();
  }
}

/** A program that is killed meanwhile leaves no database, and the next start begins again. */
function create(file: string, migrations: string): void {
  const unfinished = `${file}.new`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${unfinished}${suffix}`, { force: true });
  // SQLite gives its journal files the mode of the database.
  closeSync(openSync(unfinished, "wx", 0o600));
  prepare(unfinished, migrations);
  renameSync(unfinished, file);
}

type Connection = Awaited<ReturnType<PrismaBetterSqlite3["connect"]>>;

/**
 * Bypasses Prisma's client, which would keep the last hundred batches of half a megabyte in its debug history. The
 * connection keeps queries, too; their parameters are removed here.
 */
const executor =
  (connection: Connection): Execute =>
  async (sql, text) => {
    const query: Parameters<Connection["executeRaw"]>[0] = {
      sql,
      args: [text],
      argTypes: [{ scalarType: "string", arity: "scalar" }],
    };
    try {
      await connection.executeRaw(query);
    } finally {
      query.args.length = 0;
    }
  };

/**
 * Opens or creates the database in `dataDir`.
 * @param migrations folder of Prisma migrations
 * @throws FaultError `store-unusable` or `disk-full`, with a message for the operator
 */
export async function openDatabase(dataDir: string, migrations: string): Promise<OpenDatabase> {
  const file = join(dataDir, DATABASE_FILE);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const facts = statSync(file, { throwIfNoEntry: false });
    // A new database gets its name once it is complete, so this one was cut off. A new lab would hide that.
    if (facts?.size === 0)
      throw unusable(
        `${file} is empty (0 bytes), so what was stored in it is lost.`,
        "Restore a backup of it, or delete the file to start with a new lab.",
      );
    if (facts === undefined) create(file, migrations);
    else prepare(file, migrations);
    const connection = await new PrismaBetterSqlite3({
      url: `file:${file}`,
      timeout: BUSY_TIMEOUT_MS,
    }).connect();
    const { provider, adapterName } = connection;
    const client = new PrismaClient({
      adapter: { provider, adapterName, connect: () => Promise.resolve(connection) },
      errorFormat: "minimal",
    });
    // WAL with NORMAL: a power failure can lose the last commits, but never damages the database; a killed process loses nothing.
    await client.$executeRawUnsafe("PRAGMA synchronous = NORMAL");
    return { client, execute: executor(connection), file, close: () => client.$disconnect() };
  } catch (thrown) {
    throw thrown instanceof FaultError ? thrown : new FaultError(storeFaultOf(thrown, file).fault);
  }
}
