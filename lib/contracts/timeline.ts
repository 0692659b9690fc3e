/** Troubleshooting > Timeline: what servers, controller and access points said and did, on one axis (spec 31). */
import { z } from "zod";

/** `server`: our image servers and what went over their wires. `state`: what changed, as events. */
export const timelineSources = ["server", "controller", "access point", "state"] as const;
export const timelineSourceSchema = z.enum(timelineSources);
export type TimelineSource = z.infer<typeof timelineSourceSchema>;

export const timelineQuerySchema = z.object({
  /** One access point's; null: of all, and what concerns none. */
  apId: z.string().max(20).nullable().default(null),
  /** With one access point: also what concerns all of them (the upgrade, the controller, a server that stopped). */
  shared: z.boolean().default(true),
  sources: z
    .array(timelineSourceSchema)
    .min(1, "Choose a source.")
    .default([...timelineSources]),
  text: z.string().max(200).default(""),
  /** Only what is older than this position (an entry's key); null: the newest. */
  before: z.string().max(100).nullable().default(null),
  /** Only what is newer than this position, the oldest of it first; `before` is not looked at then. */
  after: z.string().max(100).nullable().default(null),
  limit: z.int().min(1).max(5000).default(300),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

export type TimelineEntry = {
  /** Unique, and a position on the axis. */
  key: string;
  wallAt: number;
  /** Simulated milliseconds; null where only the wall time is known (transfers). */
  at: number | null;
  source: TimelineSource;
  apId: string | null;
  transferId: string | null;
  upgradeId: string | null;
  /** RFC 5424 severity, 0 to 7; null where the source has none. */
  severity: number | null;
  text: string;
};

/**
 * Oldest first. `more`: the axis goes on, towards the side that was asked for. `asOf`: wall time of the reading, by the
 * clock of the entries. What happened before it is here, but for the beginning of a transfer, which is told up to a
 * quarter of a second late.
 */
export type TimelinePage = { entries: TimelineEntry[]; more: boolean; asOf: number };

/** Topic `timeline`, one row under the key `timeline`: it moves when the axis grows. */
export type TimelineRow = {
  /** Id of the newest log line, sequence number of the newest event. */
  line: number;
  event: number;
};

/** What happened in one millisecond is in this order: words, then transfers, then what follows from both. */
export const axisKinds = ["line", "began", "ended", "event"] as const;
export type AxisKind = (typeof axisKinds)[number];
/** A point of the axis. Ids of lines and events are numbers, of transfers text. */
export type AxisPosition = { wallAt: number; kind: AxisKind; id: number | string };

export const positionKey = ({ wallAt, kind, id }: AxisPosition): string =>
  `${wallAt}_${axisKinds.indexOf(kind)}_${id}`;

/** Stands before everything that happened at or after `wallAt`. */
export const keyBefore = (wallAt: number): string => positionKey({ wallAt, kind: "line", id: 0 });

/** Null when the key is none of ours. */
export function parsePositionKey(key: string): AxisPosition | null {
  const match = /^(-?\d{1,16}(?:\.\d{1,20})?)_([0-3])_([\w-]{1,60})$/.exec(key);
  const kind = axisKinds[Number(match?.[2])];
  if (match?.[1] === undefined || match[3] === undefined || kind === undefined) return null;
  const numbered = kind === "line" || kind === "event";
  if (numbered && !/^\d{1,15}$/.test(match[3])) return null;
  return { wallAt: Number(match[1]), kind, id: numbered ? Number(match[3]) : match[3] };
}

/** Negative: `a` stands before `b`. */
export function comparePositions(a: AxisPosition, b: AxisPosition): number {
  if (a.wallAt !== b.wallAt) return a.wallAt - b.wallAt;
  if (a.kind !== b.kind) return axisKinds.indexOf(a.kind) - axisKinds.indexOf(b.kind);
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
