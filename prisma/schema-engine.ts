/**
 * Prisma's schema engine as WebAssembly, for development and tests: it writes migrations and proves that schema and
 * migrations agree, without the download that Prisma's own command line wants. The program never runs it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import type { DiagnoseMigrationHistoryOutput, MigrationList } from "@prisma/schema-engine-wasm";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCHEMA = join(HERE, "schema.prisma");
export const MIGRATIONS = join(HERE, "migrations");
const NO_FILTERS = { externalTables: [], externalEnums: [] };

let instantiated = false;

/** What the package's own entry does by importing a .wasm file, which Node 20 cannot. Once: the glue has one memory. */
function instantiate(): void {
  if (instantiated) return;
  instantiated = true;
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
  /** The engine holds its database exclusively until then. */
  close(): Promise<void>;
};

/** @param databaseFile used by `diagnose` and `deploy` only. */
export async function openSchemaEngine(
  databaseFile = ":memory:",
  migrations = MIGRATIONS,
): Promise<SchemaEngine> {
  instantiate();
  const driver = new PrismaBetterSqlite3({ url: databaseFile });
  const connections: SqlDriverAdapter[] = [];
  const adapted = async (connecting: Promise<SqlDriverAdapter>) => {
    const connection = await connecting;
    connections.push(connection);
    // The engine hands whole scripts to `executeRaw`; this driver takes one statement there.
    const executeRaw = connection.executeRaw.bind(connection);
    connection.executeRaw = (query) =>
      query.args.length === 0 ? connection.executeScript(query.sql).then(() => 0) : executeRaw(query);
    return connection;
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: driver.provider,
    adapterName: driver.adapterName,
    connect: () => adapted(driver.connect()),
    connectToShadowDb: () => adapted(driver.connectToShadowDb()),
  });
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
    async close() {
      engine.free();
      await Promise.all(connections.map((connection) => connection.dispose()));
    },
  };
}
