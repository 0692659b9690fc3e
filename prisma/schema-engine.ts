/**
 * Prisma's schema engine as WebAssembly, for development and tests: it writes migrations and proves that schema and
 * migrations agree, without the download that Prisma's own command line wants. The program never runs it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { DiagnoseMigrationHistoryOutput, MigrationList } from "@prisma/schema-engine-wasm";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCHEMA = join(HERE, "schema.prisma");
export const MIGRATIONS = join(HERE, "migrations");
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** What the package's own entry does by importing a .wasm file, which Node 20 cannot. */
function instantiate(): void {
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(readFileSync(join(dirname(glue), "schema_engine_bg.wasm")));
  const imports = { "./schema_engine_bg.js": engineModule as unknown as WebAssembly.ModuleImports };
  const { exports } = new WebAssembly.Instance(module, imports);
  engineModule.__wbg_set_wasm(exports);
  const start = exports.__wbindgen_start;
  if (typeof start === "function") start();
}

function migrationList(baseDir: string): MigrationList {
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "sqlite"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  };
}

export type SchemaEngine = {
  /** SQL that leads from the migrations to the schema; empty when they agree. */
  missingMigration(): Promise<string>;
  /** What `prisma migrate status` would say about the database. */
  diagnose(): Promise<DiagnoseMigrationHistoryOutput>;
  /** What `prisma migrate deploy` would do: names of the migrations that it had to apply. */
  deploy(): Promise<string[]>;
};

/** @param databaseFile used by `diagnose` and `deploy` only. */
export async function openSchemaEngine(databaseFile = ":memory:", migrations = MIGRATIONS): Promise<SchemaEngine> {
  instantiate();
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaBetterSqlite3({ url: `file:${databaseFile}` }));
  const schema = { path: SCHEMA, content: readFileSync(SCHEMA, "utf8") };
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    factory,
  );
  return {
    async missingMigration() {
      const { stdout } = await engine.diff({
        from: { tag: "migrations", ...migrationList(migrations) },
        to: { tag: "schemaDatamodel", files: [schema] },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      });
      const sql = stdout ?? "";
      return sql.includes("This is an empty migration") ? "" : sql;
    },
    diagnose: () =>
      engine.diagnoseMigrationHistory({
        migrationsList: migrationList(migrations),
        optInToShadowDatabase: false,
        filters: NO_FILTERS,
      }),
    async deploy() {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: migrationList(migrations),
        filters: NO_FILTERS,
      });
      return appliedMigrationNames;
    },
  };
}
