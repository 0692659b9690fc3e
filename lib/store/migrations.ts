/**
 * Brings a database up to the program's schema at start, with the bookkeeping of `prisma migrate deploy`, so that
 * either may have been here before. Each migration and its note are one transaction: a crash leaves both or neither.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import { unusable } from "./store-fault";

// As Prisma's schema engine creates it for SQLite.
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

type Migration = { name: string; sql: string };

/** In the order of their names, which begin with the time they were written. */
function readMigrations(folder: string): Migration[] {
  if (!existsSync(folder))
    throw unusable(
      `The migrations are missing: there is no folder ${folder}.`,
      "Start the program in its own folder, with npm start.",
    );
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}

type Noted = { name: string; finished: number };

function notedMigrations(db: Database.Database, file: string): Noted[] {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .pluck()
    .all();
  if (tables.length > 0 && !tables.includes("_prisma_migrations"))
    throw unusable(
      `${file} is a database of another program: it has tables that are not ours.`,
      "Move it away, or choose another DATA_DIR.",
    );
  db.exec(BOOKKEEPING);
  return db
    .prepare<[], Noted>(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    )
    .all();
}

/**
 * @returns the names of the migrations that were applied now.
 * @throws FaultError `store-unusable` for a database that is not ours, newer than this program, or half migrated.
 */
export function applyMigrations(db: Database.Database, folder: string, file: string): string[] {
  const migrations = readMigrations(folder);
  const noted = notedMigrations(db, file);
  const unknown = noted.find(({ name }) => !migrations.some((migration) => migration.name === name));
  if (unknown)
    throw unusable(
      `${file} was written by a newer version of this program (${unknown.name}).`,
      "Start the newer version, or choose another DATA_DIR.",
    );
  const unfinished = noted.find(({ finished }) => finished === 0);
  if (unfinished)
    throw unusable(
      `The migration ${unfinished.name} of ${file} was begun by another tool and has not ended.`,
      "See npx prisma migrate resolve, or put back a copy.",
    );
  const pending = migrations.filter(({ name }) => !noted.some((note) => note.name === name));
  const note = db.prepare(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  );
  for (const { name, sql } of pending) {
    const startedAt = Date.now();
    db.transaction(() => {
      db.exec(sql);
      note.run(randomUUID(), createHash("sha256").update(sql).digest("hex"), name, startedAt, Date.now());
    }).exclusive();
  }
  return pending.map(({ name }) => name);
}
