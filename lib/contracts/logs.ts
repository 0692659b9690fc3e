/** Log lines: the controller's syslog and install log, the console of each access point, and the image servers' own logs. */
import { z } from "zod";

/** Where a log line comes from. */
export const logSources = ["syslog", "install", "console", "tftp", "sftp", "catalog"] as const;

export const logLineSchema = z.object({
  /** Unique and increasing within the store; the key of its row. */
  id: z.int(),
  source: z.enum(logSources),
  /** Simulated milliseconds. */
  at: z.number(),
  /** Wall milliseconds. */
  wallAt: z.number(),
  /** RFC 5424 §6.2.1: 0 emergency to 7 debug, the number in `%FACILITY-SEV-MNEMONIC`; null for AP console lines, which have none. */
  severity: z.int().min(0).max(7).nullable(),
  /** The whole line as the device writes it, with control characters made printable. */
  text: z.string(),
  apId: z.string().nullable(),
  transferId: z.string().nullable(),
  upgradeId: z.string().nullable(),
});
export type LogLine = z.infer<typeof logLineSchema>;
/** A line that has no id and wall time yet. */
export type NewLogLine = Omit<LogLine, "id" | "wallAt">;
