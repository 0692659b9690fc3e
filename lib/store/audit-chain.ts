/**
 * The hash chain of the audit log: each entry has a hash of its own fields and of the hash before it, so that an entry that
 * was changed, removed, moved or inserted breaks the chain. No database here: entries as they are stored, and hashes.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

/** The columns of a stored entry, `changes` as JSON. */
export type ChainedRow = {
  id: number;
  /** Wall milliseconds. */
  wallAt: number;
  actor: string;
  role: string;
  token: string | null;
  from: string;
  action: string;
  detail: string;
  changes: string;
  outcome: string;
  hash: string;
};
/** An entry that is not yet in the chain. */
export type LooseRow = Omit<ChainedRow, "id" | "hash">;

/** The last entry of a chain. */
export type ChainHead = { id: number; hash: string };
/** What a chain begins with. */
export const CHAIN_START: ChainHead = { id: 0, hash: "0".repeat(64) };

/** The form that is hashed. Its first element changes when the form does. */
const canonical = (previous: string, row: Omit<ChainedRow, "hash">): string =>
  JSON.stringify([
    "ewc-audit-1",
    previous,
    row.id,
    row.wallAt,
    row.actor,
    row.role,
    row.token,
    row.from,
    row.action,
    row.detail,
    row.changes,
    row.outcome,
  ]);

/** SHA-256 as hexadecimal digits. */
export const chainHash = (previous: string, row: Omit<ChainedRow, "hash">): string =>
  createHash("sha256").update(canonical(previous, row)).digest("hex");

/** The entries with their ids and hashes, behind the head. */
export function chained(head: ChainHead, rows: readonly LooseRow[]): ChainedRow[] {
  let last = head;
  return rows.map((row) => {
    const numbered = { ...row, id: last.id + 1 };
    const hash = chainHash(last.hash, numbered);
    last = { id: numbered.id, hash };
    return { ...numbered, hash };
  });
}

/** What the entry of a retention says, which takes the place of those that it dropped. */
export const DROP_ACTION = "Drop old audit records";
const dropSchema = z.object({
  /** How many were dropped now, and how many ever. */
  records: z.int(),
  recordsEver: z.int(),
  /** When the first and the last of them were written, as ISO 8601. */
  from: z.string(),
  to: z.string(),
  /** The last one that was dropped: the chain continues from its hash. */
  lastId: z.int(),
  continuesFrom: z.string(),
});
export type AuditDrop = z.infer<typeof dropSchema>;

/** The drop that an entry's detail tells of; undefined when it is none. */
export function dropOf(detail: string): AuditDrop | undefined {
  try {
    return dropSchema.safeParse(JSON.parse(detail)).data;
  } catch {
    return undefined;
  }
}

/** @param drop what was dropped; `wallAt` of the new entry in milliseconds */
export const dropEntry = (drop: AuditDrop, wallAt: number): LooseRow => ({
  wallAt,
  actor: "retention",
  role: "admin",
  token: null,
  from: "this program",
  action: DROP_ACTION,
  detail: JSON.stringify(drop),
  changes: "[]",
  outcome: "done",
});

/** Follows a chain from its first stored entry to its end. */
export class ChainCheck {
  #previous: ChainHead;
  #isFirst = true;
  #count = 0;
  /** The first break, as a sentence; null while there is none. */
  broken: string | null = null;

  /** @param drop the newest entry of a retention; null without one */
  constructor(drop: AuditDrop | null) {
    this.#previous = drop === null ? CHAIN_START : { id: drop.lastId, hash: drop.continuesFrom };
  }

  /** How many entries were intact, up to the first break. */
  get count(): number {
    return this.#count;
  }

  /** @returns whether to continue: not after a break */
  next(row: ChainedRow): boolean {
    if (this.broken !== null) return false;
    if (chainHash(this.#previous.hash, row) === row.hash) {
      this.#previous = { id: row.id, hash: row.hash };
      this.#isFirst = false;
      this.#count++;
      return true;
    }
    const expected = this.#previous.id + 1;
    this.broken =
      row.id === expected
        ? `record ${row.id} does not continue the chain: it was changed`
        : this.#isFirst
          ? `record ${row.id} does not continue the chain: records before it were removed or inserted`
          : `record ${row.id} does not continue the chain after record ${this.#previous.id}`;
    return false;
  }

  /** @param head the end of the chain as it is stored; null when there never was an entry */
  end(head: ChainHead | null): void {
    if (this.broken !== null) return;
    const last = this.#isFirst ? CHAIN_START : this.#previous;
    const end = head ?? CHAIN_START;
    if (last.id === end.id && last.hash === end.hash) return;
    this.broken =
      end.id > last.id
        ? `record ${last.id + 1} is missing: the chain ended with record ${end.id}`
        : `record ${last.id} is not the end of the chain, which is record ${end.id}`;
  }
}
