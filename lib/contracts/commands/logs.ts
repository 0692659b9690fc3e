/** Commands that read logs and the timeline and forward log lines. */
import { z } from "zod";
import { type ForwardingSettings, forwardingSettingsSchema } from "../forwarding";
import { type LogLine, logSources } from "../logs";
import { type TimelinePage, timelineQuerySchema } from "../timeline";
import { defineCommand } from "./define-command";

export const logQuerySchema = z.object({
  source: z.enum(logSources),
  apId: z.string().nullable().default(null),
  /** Only lines that belong to this upgrade. */
  upgradeId: z.string().max(100).optional(),
  text: z.string().max(200).default(""),
  /** Only lines of this severity or worse (RFC 5424: a smaller number is worse); lines without a severity are left out. */
  severity: z.int().min(0).max(7).optional(),
  before: z.int().nullable().default(null),
  limit: z.int().min(1).max(100_000).default(500),
});
/** Which log lines to read; `before` is the id of the oldest line that the reader has. */
export type LogQuery = z.output<typeof logQuerySchema>;

/**
 * Lines of a log, oldest first. `more`: older lines match, too. `searched`: how many lines were looked at for the text of the
 * query; null without a text.
 */
export type LogPage = { lines: LogLine[]; more: boolean; searched: number | null };

export const logCommands = {
  "logs.read": defineCommand<LogPage>()({
    input: logQuerySchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
};

export const timelineCommands = {
  "timeline.read": defineCommand<TimelinePage>()({
    input: timelineQuerySchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
};

const forwardingInput = z.object({ settings: forwardingSettingsSchema });

export const forwardingCommands = {
  "forwarding.save": defineCommand<{ settings: ForwardingSettings }>()({
    input: forwardingInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change syslog forwarding",
  }),
  /**
   * Sends one message with the given settings. With UDP the answer says that the system accepted the datagram, with TCP
   * that the collector accepted the connection and the bytes.
   */
  "forwarding.test": defineCommand<{ sent: true }>()({
    input: forwardingInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Send a syslog test message",
  }),
};
