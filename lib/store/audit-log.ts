/** The audit log: who did what, from where, with which outcome, in a chain of hashes. Entries are only added and pruned. */
import { z } from "zod";
import { AUDIT_DONE, type AuditEntry, type AuditRow, auditChangeSchema } from "@/lib/contracts/audit";
import {
  type AuditDrop,
  CHAIN_START,
  type ChainedRow,
  type ChainHead,
  chained,
  DROP_ACTION,
  dropEntry,
  dropOf,
  type LooseRow,
} from "./audit-chain";
import type { Writer } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import { fromJson } from "./json";
import { auditMatches } from "./matching";
import { scan } from "./scan";
import type { AuditStore } from "./store-types";

const changesSchema = z.array(auditChangeSchema).catch([]);

/** The columns of an entry. */
export const auditColumns = ({ actor, changes, ...entry }: AuditEntry): LooseRow => ({
  ...entry,
  actor: actor.name,
  role: actor.role,
  from: actor.from,
  token: actor.token,
  changes: JSON.stringify(changes),
});

/** The entry in the columns. */
export const auditRow = ({ actor, role, from, token, changes, ...row }: ChainedRow): AuditRow => ({
  ...row,
  actor: { name: actor, role: role === "admin" ? "admin" : "monitor", from, token },
  changes: changesSchema.parse(fromJson(changes)),
});

/** What is dropped, from the entries at both ends of it. @param ever how many were dropped before */
export const auditDrop = (
  first: { wallAt: number },
  last: { id: number; wallAt: number; hash: string },
  records: number,
  ever: number,
): AuditDrop => ({
  records,
  recordsEver: ever + records,
  from: new Date(first.wallAt).toISOString(),
  to: new Date(last.wallAt).toISOString(),
  lastId: last.id,
  continuesFrom: last.hash,
});

export function createAuditStore(client: PrismaClient, writer: Writer): AuditStore {
  /** Read once; every entry passes here. */
  let head: ChainHead | undefined;
  async function currentHead(): Promise<ChainHead> {
    const stored = await client.auditHead.findUnique({ where: { id: 1 } });
    const last = await client.auditEntry.findFirst({ orderBy: { id: "desc" } });
    // Behind a removed end, an id must not be given twice; that it was removed remains a break of the chain.
    if (last !== null && last.id > (stored?.entry ?? 0)) head ??= { id: last.id, hash: last.hash };
    head ??= stored === null ? CHAIN_START : { id: stored.entry, hash: stored.hash };
    return head;
  }

  return {
    append: (entries) =>
      // Linked when it is its turn: an entry before it may have been rejected for good.
      writer.run(async () => {
        const rows = chained(head ?? (await currentHead()), entries.map(auditColumns));
        await client.auditEntry.createMany({ data: rows });
        head = rows.at(-1) ?? head;
      }),
    async list(query) {
      const found: AuditRow[] = await scan(
        (cursor: number | null, take) => {
          const before = cursor ?? query.before;
          return client.auditEntry.findMany({
            where: { ...where(query), ...(before === null ? {} : { id: { lt: before } }) },
            orderBy: { id: "desc" },
            take: query.text.trim() === "" ? Math.min(take, query.limit + 1) : take,
          });
        },
        ({ id }) => id,
        (stored) => {
          const row = auditRow(stored);
          return auditMatches(row, query) ? row : null;
        },
        (rows) => rows.length > query.limit,
      );
      return { entries: found.slice(0, query.limit), more: found.length > query.limit };
    },
    async values() {
      const [users, actions] = await Promise.all([
        client.auditEntry.findMany({
          distinct: ["actor"],
          select: { actor: true },
          orderBy: { actor: "asc" },
        }),
        client.auditEntry.findMany({
          distinct: ["action"],
          select: { action: true },
          orderBy: { action: "asc" },
        }),
      ]);
      return { users: users.map(({ actor }) => actor), actions: actions.map(({ action }) => action) };
    },
    async prune(keep, wallAt) {
      let dropped = 0;
      await writer.run(async () => {
        // One more than what is too many, because the entry that tells of it needs a place.
        const excess = (await client.auditEntry.count()) - keep + 1;
        dropped = 0;
        if (excess <= 1) return;
        const oldest = { orderBy: { id: "asc" } } as const;
        const first = await client.auditEntry.findFirst(oldest);
        const last = await client.auditEntry.findFirst({ ...oldest, skip: excess - 1 });
        if (first === null || last === null) return;
        const before = await client.auditEntry.findFirst({
          where: { action: DROP_ACTION },
          orderBy: { id: "desc" },
        });
        const ever = (before && dropOf(before.detail)?.recordsEver) ?? 0;
        const entry = dropEntry(auditDrop(first, last, excess, ever), wallAt);
        const rows = chained(head ?? (await currentHead()), [entry]);
        await client.$transaction([
          client.auditEntry.createMany({ data: rows }),
          client.auditEntry.deleteMany({ where: { id: { lte: last.id } } }),
        ]);
        head = rows.at(-1) ?? head;
        dropped = excess;
      });
      return dropped;
    },
  };
}

type Query = Parameters<AuditStore["list"]>[0];

/** All of the query that an index or a comparison can answer; the text is searched afterwards. */
const where = ({ user, action, outcome, since, until }: Query): Prisma.AuditEntryWhereInput => ({
  ...(user === null ? {} : { actor: user }),
  ...(action === null ? {} : { action }),
  ...(outcome === "any" ? {} : { outcome: outcome === "done" ? AUDIT_DONE : { not: AUDIT_DONE } }),
  ...(since === null && until === null
    ? {}
    : { wallAt: { ...(since !== null && { gte: since }), ...(until !== null && { lte: until }) } }),
});
