import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MIGRATIONS, openSchemaEngine } from "@/prisma/schema-engine";
import { openDatabase } from "./database";
import { applyMigrations } from "./migrations";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ewc-migrations-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function migrate(file: string, migrations = MIGRATIONS): string[] {
  const db = new Database(file);
  try {
    return applyMigrations(db, migrations, file);
  } finally {
    db.close();
  }
}

describe("migrations", () => {
  it("produce exactly the schema", async () => {
    expect(await (await openSchemaEngine()).missingMigration()).toBe("");
  });

  it("applied by this program are applied for Prisma, too", async () => {
    const file = join(folder, "a.db");
    expect(migrate(file)).not.toEqual([]);
    const engine = await openSchemaEngine(file);
    expect(await engine.diagnose()).toMatchObject({
      hasMigrationsTable: true,
      history: null,
      editedMigrationNames: [],
      failedMigrationNames: [],
    });
    expect(await engine.deploy()).toEqual([]);
    await engine.close();
  });

  it("applied by Prisma are applied for this program, too", async () => {
    const file = join(folder, "a.db");
    const engine = await openSchemaEngine(file);
    const applied = await engine.deploy();
    await engine.close();
    expect(applied).not.toEqual([]);
    expect(migrate(file)).toEqual([]);
  });

  it("are applied once", () => {
    const file = join(folder, "a.db");
    migrate(file);
    expect(migrate(file)).toEqual([]);
  });

  it("that fail leave the database unchanged, and can be tried again", () => {
    const file = join(folder, "a.db");
    const migrations = join(folder, "migrations");
    cpSync(MIGRATIONS, migrations, { recursive: true });
    const before = migrate(file, migrations).length;
    const next = join(migrations, "99990101000000_next");
    mkdirSync(next);
    writeFileSync(
      join(next, "migration.sql"),
      "CREATE TABLE Half (id INTEGER);\nCREATE TABLE Half (id INTEGER);\n",
    );
    expect(() => migrate(file, migrations)).toThrow("already exists");
    writeFileSync(join(next, "migration.sql"), "CREATE TABLE Half (id INTEGER);\n");
    expect(migrate(file, migrations)).toEqual(["99990101000000_next"]);
    const db = new Database(file);
    const noted = db.prepare("SELECT count(*) FROM _prisma_migrations").pluck().get();
    db.close();
    expect(noted).toBe(before + 1);
  });

  it("of a newer program make an older one refuse the database", async () => {
    const migrations = join(folder, "migrations");
    cpSync(MIGRATIONS, migrations, { recursive: true });
    mkdirSync(join(migrations, "99990101000000_next"));
    writeFileSync(
      join(migrations, "99990101000000_next", "migration.sql"),
      "CREATE TABLE Next (id INTEGER);\n",
    );
    const newer = await openDatabase(folder, migrations);
    await newer.close();
    await expect(openDatabase(folder, MIGRATIONS)).rejects.toMatchObject({
      fault: { code: "store-unusable", message: expect.stringContaining("newer version") },
    });
  });

  it("that are missing are reported with their folder", async () => {
    await expect(openDatabase(folder, join(folder, "nowhere"))).rejects.toThrow(join(folder, "nowhere"));
  });

  it("fill in start and access point of transfers from before the timeline", () => {
    const file = join(folder, "a.db");
    const [first = ""] = readdirSync(MIGRATIONS).sort();
    const migrations = join(folder, "migrations");
    cpSync(join(MIGRATIONS, first), join(migrations, first), { recursive: true });
    migrate(file, migrations);
    const row = JSON.stringify({ startedAt: 5.5, client: { apId: "0000.0000.0010" } });
    const before = new Database(file);
    const insert = before.prepare(`INSERT INTO "Transfer" VALUES (?, 9, 'complete', 'tftp', ?)`);
    insert.run("known", row);
    insert.run("unknown", "no JSON");
    before.close();
    migrate(file);
    const db = new Database(file);
    expect(db.prepare(`SELECT id, startedAt, endedAt, apId FROM "Transfer" ORDER BY id`).all()).toEqual([
      { id: "known", startedAt: 5.5, endedAt: 9, apId: "0000.0000.0010" },
      { id: "unknown", startedAt: 9, endedAt: 9, apId: null },
    ]);
    db.close();
  });

  it("change British spellings that versions before 0.2 stored", () => {
    const file = join(folder, "a.db");
    const migrations = join(folder, "migrations");
    for (const name of readdirSync(MIGRATIONS).sort().slice(0, 2))
      cpSync(join(MIGRATIONS, name), join(migrations, name), { recursive: true });
    migrate(file, migrations);
    const before = new Database(file);
    before.exec(`INSERT INTO "Document" VALUES ('upgrade', '{"upgrade":{"cancelledBy":"eve"}}')`);
    before.exec(`INSERT INTO "Event" VALUES (1, 1, 1, 1, 'upgrade.cancelled', NULL, '{}')`);
    before.exec(
      `INSERT INTO "AccessPoint" VALUES ('id', 'name', 'model', 'ip', 'mac', '{"linkLoss":1}', '{}')`,
    );
    before.close();
    migrate(file);
    const db = new Database(file);
    const one = (query: string) => db.prepare(query).pluck().get();
    expect(one(`SELECT value FROM "Document"`)).toBe('{"upgrade":{"canceledBy":"eve"}}');
    expect(one(`SELECT type FROM "Event"`)).toBe("upgrade.canceled");
    expect(one(`SELECT behavior FROM "AccessPoint"`)).toBe('{"linkLoss":1}');
    db.close();
  });

  it("leave a database in WAL mode that syncs at checkpoints", async () => {
    const { client, close } = await openDatabase(folder, MIGRATIONS);
    expect(await client.$queryRawUnsafe("PRAGMA journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await client.$queryRawUnsafe("PRAGMA synchronous")).toEqual([{ synchronous: 1n }]);
    await close();
  });
});
