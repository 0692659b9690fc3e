/** Starts the audit log's chain in a database of a version that had none, before anything else uses it. */
import type Database from "better-sqlite3";
import { CHAIN_START, type ChainedRow, chainHash } from "./audit-chain";

/**
 * Gives every entry its hash if none has one yet. Afterwards an entry without a hash is a break, which the next start
 * does not mend.
 */
export function startAuditChain(db: Database.Database): void {
  const started = db.prepare(
    `SELECT 1 FROM "AuditHead" UNION ALL SELECT 1 FROM "AuditEntry" WHERE "hash" <> ''`,
  );
  if (started.get() !== undefined) return;
  const update = db.prepare(`UPDATE "AuditEntry" SET "hash" = ? WHERE "id" = ?`);
  db.transaction(() => {
    let last = CHAIN_START;
    for (const row of db.prepare<[], ChainedRow>(`SELECT * FROM "AuditEntry" ORDER BY "id"`).all()) {
      last = { id: row.id, hash: chainHash(last.hash, row) };
      update.run(last.hash, last.id);
    }
    if (last !== CHAIN_START)
      db.prepare(`INSERT INTO "AuditHead" ("id", "entry", "hash") VALUES (1, ?, ?)`).run(last.id, last.hash);
  }).exclusive();
}
