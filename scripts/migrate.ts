/**
 * For developers, after a change of prisma/schema.prisma: writes the SQL for it as a new migration.
 * `npm run db:migrate -- <name>`. Read the result before you commit it. Never change a released migration.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MIGRATIONS, openSchemaEngine } from "../prisma/schema-engine";

const name = process.argv[2] ?? "";
if (!/^[a-z0-9_]+$/.test(name)) {
  console.error(
    "Give the migration a name of lowercase letters, digits and underscores: npm run db:migrate -- add_accounts",
  );
  process.exit(1);
}
mkdirSync(MIGRATIONS, { recursive: true });
const sql = await (await openSchemaEngine()).missingMigration();
if (sql === "") {
  console.log("Schema and migrations already agree.");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS, `${stamp}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "migration.sql"), sql);
  writeFileSync(join(MIGRATIONS, "migration_lock.toml"), 'provider = "sqlite"\n');
  console.log(`${folder}\n\n${sql}`);
}
