/** The audit log: who did what, from where, with which outcome. Entries are only added. */
import type { AuditEntry } from "@/lib/contracts/commands/audit";
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import type { AuditEntryModel } from "./generated/models";
import type { AuditStore, StoredAuditEntry } from "./store-types";

const columns = ["wallAt", "actor", "role", "from", "action", "detail", "outcome"] as const;

const toRow = ({ actor, ...entry }: AuditEntry): Omit<AuditEntryModel, "id"> => ({
  ...entry,
  actor: actor.name,
  role: actor.role,
  from: actor.from,
});

const fromRow = ({ actor, role, from, ...row }: AuditEntryModel): StoredAuditEntry => ({
  ...row,
  actor: { name: actor, role: role === "admin" ? "admin" : "monitor", from },
});

export function createAuditStore(client: PrismaClient, writer: Writer): AuditStore {
  return {
    append: (entries) => writer.put("AuditEntry", columns, entries.map(toRow)),
    async list({ limit, before }) {
      const rows = await client.auditEntry.findMany({
        where: before === null ? {} : { id: { lt: before } },
        orderBy: { id: "desc" },
        take: limit + 1,
      });
      return { entries: rows.slice(0, limit).map(fromRow), more: rows.length > limit };
    },
  };
}
