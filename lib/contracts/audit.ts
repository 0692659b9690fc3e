/** The audit log: who did what, from where, what it changed, and with what outcome. */
import { z } from "zod";
import { roles } from "./actor";

/** One field that a command changed, as text. Null: the field did not exist. A secret has no text. */
export const auditChangeSchema = z.object({
  /** The path of the field: `settings.port`. */
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Only that it changed is known. */
  isSecret: z.boolean().default(false),
});
export type AuditChange = z.infer<typeof auditChangeSchema>;

/** What `outcome` is of something that was done; otherwise it is the fault's code and message: `not-found: ...`. */
export const AUDIT_DONE = "done";

export const auditEntrySchema = z.object({
  actor: z.object({
    name: z.string(),
    role: z.enum(roles),
    /** The address of the socket, or the part of the program. */
    from: z.string(),
    /** The name of the API token; null without one. */
    token: z.string().nullable().default(null),
  }),
  /** In plain words: the audit words of a command, or what a route or the command line did. */
  action: z.string(),
  /** The input as JSON without secrets, at most 4 KB. */
  detail: z.string(),
  changes: z.array(auditChangeSchema).default([]),
  outcome: z.string(),
  /** Wall milliseconds. */
  wallAt: z.number(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** A stored entry. `hash` (SHA-256, hexadecimal) covers this entry and the hash of the one before. */
export const auditRowSchema = auditEntrySchema.extend({ id: z.int(), hash: z.string() });
export type AuditRow = z.infer<typeof auditRowSchema>;

export const auditOutcomes = ["any", "done", "refused"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

const auditFilterFields = {
  text: z.string().max(200).default(""),
  user: z.string().max(200).nullable().default(null),
  action: z.string().max(200).nullable().default(null),
  outcome: z.enum(auditOutcomes).default("any"),
  /** Wall milliseconds; both bounds are inside the range. */
  since: z.number().nullable().default(null),
  until: z.number().nullable().default(null),
};

/** Which entries to show or to export. */
export const auditFilterSchema = z.object(auditFilterFields);
export type AuditFilter = z.output<typeof auditFilterSchema>;
export const NO_AUDIT_FILTER: AuditFilter = {
  text: "",
  user: null,
  action: null,
  outcome: "any",
  since: null,
  until: null,
};

/** Which entries to list, newest first. */
export const auditQuerySchema = z.object({
  ...auditFilterFields,
  /** Only entries with a smaller id; for the next page. */
  before: z.int().nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

/** The users and actions that occur in the log, sorted. */
export type AuditValues = { users: string[]; actions: string[] };

/** How many entries are kept. */
export const auditRetentionSchema = z.object({
  keepRecords: z
    .int("Enter a whole number.")
    .min(1_000, "Keep at least 1,000 records.")
    .max(1_000_000, "Keep at most 1,000,000 records."),
});
export type AuditRetention = z.infer<typeof auditRetentionSchema>;
export const DEFAULT_AUDIT_RETENTION: AuditRetention = { keepRecords: 100_000 };

export const auditExportFormats = ["csv", "json"] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];
