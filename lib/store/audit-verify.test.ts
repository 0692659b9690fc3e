/** The audit log on disk: its chain starts with the entries of earlier versions, and every break in the file is found. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AuditEntry, auditQuerySchema } from "@/lib/contracts/audit";
import { MIGRATIONS } from "@/prisma/schema-engine";
import { verifyAudit } from "./audit-verify";
import { DATABASE_FILE } from "./database";
import { applyMigrations } from "./migrations";
import { openStore } from "./store";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ewc-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openStore({ dataDir: folder, onFault: () => undefined });
const entry = (action: string): AuditEntry => ({
  actor: { name: "lena", role: "admin", from: "10.0.0.1", token: null },
  action,
  detail: "{}",
  changes: [],
  outcome: "done",
  wallAt: 1_700_000_000_000.5,
});
const everything = auditQuerySchema.parse({});
const tamper = (sql: string) => {
  const db = new Database(join(folder, DATABASE_FILE));
  db.exec(sql);
  db.close();
};

test("the chain is intact beside the program that writes to it, and after a restart", async () => {
  const store = await open();
  expect(verifyAudit(folder)).toMatchObject({ records: 0, broken: null, lastHash: null });
  await Promise.all([store.audit.append([entry("a"), entry("b")]), store.audit.append([entry("c")])]);
  expect(verifyAudit(folder)).toMatchObject({ records: 3, broken: null });
  await store.close();
  const again = await open();
  await again.audit.append([entry("d")]);
  expect(verifyAudit(folder)).toMatchObject({ records: 4, broken: null });
  const [newest] = (await again.audit.list(everything)).entries;
  expect(verifyAudit(folder, newest?.hash ?? "")).toMatchObject({ lastHash: newest?.hash, isFound: true });
  expect(verifyAudit(folder, "0".repeat(64)).isFound).toBe(false);
  await again.close();
});

test("the chain is intact after a retention, and continues", async () => {
  const store = await open();
  await store.audit.append(Array.from({ length: 20 }, (_, i) => entry(`a${i}`)));
  expect(await store.audit.prune(5, 1_700_000_000_001)).toBe(16);
  await store.audit.append([entry("next")]);
  expect(verifyAudit(folder)).toMatchObject({ records: 6, broken: null });
  await store.close();
  tamper(`DELETE FROM "AuditEntry" WHERE "id" = 17`);
  expect(verifyAudit(folder).broken).toBe(
    "record 18 does not continue the chain: records before it were removed or inserted",
  );
});

test.each([
  [
    "changed",
    `UPDATE "AuditEntry" SET "actor" = 'eve' WHERE "id" = 2`,
    1,
    "record 2 does not continue the chain: it was changed",
  ],
  [
    "removed",
    `DELETE FROM "AuditEntry" WHERE "id" = 2`,
    1,
    "record 3 does not continue the chain after record 1",
  ],
  [
    "removed at the end",
    `DELETE FROM "AuditEntry" WHERE "id" > 2`,
    2,
    "record 3 is missing: the chain ended with record 4",
  ],
  [
    "without its hash",
    `UPDATE "AuditEntry" SET "hash" = '' WHERE "id" = 3`,
    2,
    "record 3 does not continue the chain: it was changed",
  ],
  [
    "inserted",
    `INSERT INTO "AuditEntry" SELECT 9, "wallAt", "actor", "role", "from", "action", "detail", "outcome", "token", "changes", "hash" FROM "AuditEntry" WHERE "id" = 4`,
    4,
    "record 9 does not continue the chain after record 4",
  ],
])(
  "a record that was %s is found, also after the next start and the next entry",
  async (_name, sql, records, broken) => {
    const store = await open();
    await store.audit.append(["a", "b", "c", "d"].map(entry));
    await store.close();
    tamper(sql);
    expect(verifyAudit(folder)).toMatchObject({ records, broken });
    const again = await open();
    await again.audit.append([entry("e")]);
    expect(verifyAudit(folder).broken).not.toBeNull();
    await again.close();
  },
);

test("entries of a version without a chain open, start the chain, and the next one continues it", async () => {
  const migrations = join(folder, "old");
  for (const name of readdirSync(MIGRATIONS).filter((migration) => migration < "20261129063000"))
    cpSync(join(MIGRATIONS, name), join(migrations, name), { recursive: true });
  const file = join(folder, DATABASE_FILE);
  const old = new Database(file);
  applyMigrations(old, migrations, file);
  const insert = old.prepare(
    `INSERT INTO "AuditEntry" ("wallAt", "actor", "role", "from", "action", "detail", "outcome") VALUES (?, ?, 'admin', '::1', ?, '{}', 'done')`,
  );
  insert.run(1000.5, "operator", "Reset the lab");
  insert.run(2000, "lena", "cli.config");
  old.close();
  const store = await open();
  await store.audit.append([entry("new")]);
  expect(verifyAudit(folder)).toMatchObject({ records: 3, broken: null });
  const { entries } = await store.audit.list(everything);
  expect(entries.map(({ id, actor, changes }) => [id, actor.name, actor.token, changes])).toEqual([
    [3, "lena", null, []],
    [2, "lena", null, []],
    [1, "operator", null, []],
  ]);
  await store.close();
});

test("a folder without a database is said, and nothing is made there", () => {
  expect(() => verifyAudit(folder)).toThrow("cannot be read");
  expect(readdirSync(folder)).toEqual([]);
});
