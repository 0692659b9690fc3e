/** Checks the audit log's chain in a database file, while another process writes to it. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { FaultError, fault } from "@/lib/contracts/fault";
import {
  type AuditDrop,
  ChainCheck,
  type ChainedRow,
  type ChainHead,
  DROP_ACTION,
  dropOf,
} from "./audit-chain";
import { DATABASE_FILE } from "./database";

const BUSY_TIMEOUT_MS = 10_000;

export type AuditVerdict = {
  /** Intact entries, up to the first break. */
  records: number;
  /** The first break, as a sentence; null when the chain is intact. */
  broken: string | null;
  /** The hash of the last entry; null without entries. */
  lastHash: string | null;
  /** Whether an entry has the wanted hash; null when none was asked for. */
  isFound: boolean | null;
};

/**
 * Reads the chain as it is at one moment.
 * @param wanted the hash of an entry that must still be there, noted at an earlier check
 * @throws FaultError when there is no database in `dataDir`, or its audit log has no chain yet
 */
export function verifyAudit(dataDir: string, wanted: string | null = null): AuditVerdict {
  const file = join(dataDir, DATABASE_FILE);
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return db.transaction(() => verify(db, wanted))();
    } finally {
      db.close();
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FaultError(fault("store-unusable", `The audit log in ${file} cannot be read: ${why}.`));
  }
}

function verify(db: Database.Database, wanted: string | null): AuditVerdict {
  const check = new ChainCheck(newestDrop(db));
  const head = db
    .prepare<[], ChainHead>(`SELECT "entry" AS "id", "hash" FROM "AuditHead" WHERE "id" = 1`)
    .get();
  let lastHash: string | null = null;
  let isFound = false;
  for (const row of db.prepare<[], ChainedRow>(`SELECT * FROM "AuditEntry" ORDER BY "id"`).iterate()) {
    if (!check.next(row)) break;
    lastHash = row.hash;
    isFound ||= row.hash === wanted;
  }
  check.end(head ?? null);
  return { records: check.count, broken: check.broken, lastHash, isFound: wanted === null ? null : isFound };
}

function newestDrop(db: Database.Database): AuditDrop | null {
  const row = db
    .prepare<[string], { detail: string }>(
      `SELECT "detail" FROM "AuditEntry" WHERE "action" = ? ORDER BY "id" DESC LIMIT 1`,
    )
    .get(DROP_ACTION);
  return (row && dropOf(row.detail)) ?? null;
}
