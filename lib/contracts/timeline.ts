/** Troubleshooting > Timeline: what servers, controller and access points said and did, on one axis (spec 31). */
import { z } from "zod";

/** `server`: our image servers and what went over their wires. `state`: what changed, as events. */
export const timelineSources = ["server", "controller", "access point", "state"] as const;
export const timelineSourceSchema = z.enum(timelineSources);
export type TimelineSource = z.infer<typeof timelineSourceSchema>;

export const timelineQuerySchema = z.object({
  /** One access point's; null: of all, and what concerns none. */
  apId: z.string().max(20).nullable().default(null),
  sources: z
    .array(timelineSourceSchema)
    .min(1, "Choose a source.")
    .default([...timelineSources]),
  text: z.string().max(200).default(""),
  /** Only what is older than this position (an entry's key); null: the newest. */
  before: z.string().max(100).nullable().default(null),
  limit: z.int().min(1).max(5000).default(300),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

export type TimelineEntry = {
  /** Unique, and a position on the axis. */
  key: string;
  wallAt: number;
  /** Simulated milliseconds. */
  at: number;
  source: TimelineSource;
  apId: string | null;
  transferId: string | null;
  upgradeId: string | null;
  /** RFC 5424 severity, 0 to 7; null where the source has none. */
  severity: number | null;
  text: string;
};
