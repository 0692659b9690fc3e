/**
 * Applies pending migrations at start, with the bookkeeping of `prisma migrate deploy`, so that both can be used on one
 * database. Each migration and its record are one transaction: a crash leaves both or neither.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import { unusable } from "./store-fault";

// As Prisma's schema engine creates this table for SQLite.
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

/** Ordered by name: names begin with the time at which a migration was written. */
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

type AppliedMigration = { name: string; finished: number };

function appliedMigrations(db: Database.Database, file: string): AppliedMigration[] {
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
    .prepare<[], AppliedMigration>(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    )
    .all();
}

/**
 * @returns the names of the migrations that were applied now
 * @throws FaultError `store-unusable` for the database of another program or of a newer version, or with an unfinished migration
 */
export function applyMigrations(db: Database.Database, folder: string, file: string): string[] {
  const migrations = readMigrations(folder);
  const applied = appliedMigrations(db, file);
  const unknown = applied.find(({ name }) => !migrations.some((migration) => migration.name === name));
  if (unknown)
    throw unusable(
      `${file} was written by a newer version of this program (${unknown.name}).`,
      "Start the newer version, or choose another DATA_DIR.",
    );
  const unfinished = applied.find(({ finished }) => finished === 0);
  if (unfinished)
    throw unusable(
      `The migration ${unfinished.name} of ${file} was started by another tool and is not finished.`,
      "See npx prisma migrate resolve, or restore a copy.",
    );
  const pending = migrations.filter(({ name }) => !applied.some((record) => record.name === name));
  const insertRecord = db.prepare(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  );
  for (const { name, sql } of pending) {
    const startedAt = Date.now();
    db.transaction(() => {
      db.exec(sql);
      insertRecord.run(
        randomUUID(),
        createHash("sha256").update(sql).digest("hex"),
        name,
        startedAt,
        Date.now(),
      );
    }).exclusive();
  }
  return pending.map(({ name }) => name);
}
