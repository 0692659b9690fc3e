/** The audit log: who did what, and with what outcome. */
import { z } from "zod";
import { actorSchema } from "../actor";
import { defineCommand } from "./define-command";

export const auditEntrySchema = z.object({
  actor: actorSchema,
  /** In plain words: the audit words of a command, or what a route or the command line did. */
  action: z.string(),
  /** The validated input as JSON, secrets redacted, at most 4 KB. */
  detail: z.string(),
  /** `done`, or the fault's code and message. */
  outcome: z.string(),
  /** Wall milliseconds. */
  wallAt: z.number(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditCommands = {
  /** The actor of the command is the actor of the entry. */
  "audit.append": defineCommand<{ ok: true }>()({
    input: auditEntrySchema.omit({ actor: true }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
};
