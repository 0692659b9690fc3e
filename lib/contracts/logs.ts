/** Log lines as the field knows them (spec 31): the controller's syslog, its install log, each AP's console, and our servers' logs. */
import { z } from "zod";

export const logSources = ["syslog", "install", "console", "tftp", "sftp"] as const;

export const logLineSchema = z.object({
  /** Unique and rising within the store; the key of its row. */
  id: z.int(),
  source: z.enum(logSources),
  /** Simulated milliseconds. */
  at: z.number(),
  wallAt: z.number(),
  /** RFC 5424 §6.2.1: 0 emergency to 7 debug, the number in `%FACILITY-SEV-MNEMONIC`; null for AP console lines, which have none. */
  severity: z.int().min(0).max(7).nullable(),
  /** The whole line in its exact form, control characters made printable. */
  text: z.string(),
  apId: z.string().nullable(),
  transferId: z.string().nullable(),
  upgradeId: z.string().nullable(),
});
export type LogLine = z.infer<typeof logLineSchema>;
/** A line before the log book gave it its id and wall time. */
export type NewLogLine = Omit<LogLine, "id" | "wallAt">;
