/** Commands of the audit log. Entries are only added: no command changes or removes one. */
import { z } from "zod";
import {
  type AuditRetention,
  type AuditRow,
  type AuditValues,
  auditEntrySchema,
  auditQuerySchema,
  auditRetentionSchema,
} from "../audit";
import { defineCommand } from "./define-command";

const noInput = z.object({});

export const auditCommands = {
  /** The actor of the command is the actor of the entry. Refusals that repeat become one more entry with their number. */
  "audit.append": defineCommand<{ ok: true }>()({
    input: auditEntrySchema.pick({ action: true, detail: true, outcome: true }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  "audit.list": defineCommand<{ entries: AuditRow[]; more: boolean }>()({
    input: auditQuerySchema,
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  "audit.values": defineCommand<AuditValues>()({
    input: noInput,
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  "audit.retention": defineCommand<AuditRetention>()({
    input: noInput,
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  /** What is beyond the new limit is dropped at once; an entry says how many, and where the chain continues. */
  "audit.save-retention": defineCommand<AuditRetention>()({
    input: auditRetentionSchema,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change how many audit records are kept",
  }),
};
