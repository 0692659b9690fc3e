/** Troubleshooting > Timeline: log lines, transfers and events of servers, controller and access points in one order of time. */
import { z } from "zod";

/** `server`: the image servers' logs and transfers. `state`: changes of state, as events. */
export const timelineSources = ["server", "controller", "access point", "state"] as const;
export const timelineSourceSchema = z.enum(timelineSources);
export type TimelineSource = z.infer<typeof timelineSourceSchema>;

export const timelineQuerySchema = z.object({
  /** Entries about one access point; null: all entries. */
  apId: z.string().max(20).nullable().default(null),
  /** With one access point: also entries about all of them (the upgrade, the controller, a server that stopped). */
  shared: z.boolean().default(true),
  sources: z
    .array(timelineSourceSchema)
    .min(1, "Choose a source.")
    .default([...timelineSources]),
  text: z.string().max(200).default(""),
  /** Only entries older than this position (an entry's key); null: the newest. */
  before: z.string().max(100).nullable().default(null),
  /** Only entries newer than this position, oldest first; `before` is then ignored. */
  after: z.string().max(100).nullable().default(null),
  limit: z.int().min(1).max(5000).default(300),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

/** One entry of the timeline. */
export type TimelineEntry = {
  /** Unique; also the entry's position in the timeline. */
  key: string;
  /** Wall milliseconds. */
  wallAt: number;
  /** Simulated milliseconds; null where only the wall time is known (transfers). */
  at: number | null;
  source: TimelineSource;
  apId: string | null;
  transferId: string | null;
  upgradeId: string | null;
  /** The operator who did it; null for what nobody did by command. */
  by: string | null;
  /** RFC 5424 severity, 0 to 7; null where the source has none. */
  severity: number | null;
  text: string;
};

/**
 * Entries, oldest first. `more`: there are further ones in the direction that was asked for. `asOf`: wall time of the
 * reading; every entry from before it is included, except that the start of a transfer can appear 0.25 seconds late.
 */
export type TimelinePage = { entries: TimelineEntry[]; more: boolean; asOf: number };

/** The one row of topic `timeline`: it changes when the timeline has new entries. */
export type TimelineRow = {
  /** Id of the newest log line, sequence number of the newest event. */
  line: number;
  event: number;
};

/** The order of entries of the same millisecond: log lines, transfers that began, transfers that ended, events. */
export const axisKinds = ["line", "began", "ended", "event"] as const;
export type AxisKind = (typeof axisKinds)[number];
/** A position in the timeline. Ids of lines and events are numbers, ids of transfers are text. */
export type AxisPosition = { wallAt: number; kind: AxisKind; id: number | string };

/** Writes a position as an entry's key. */
export const positionKey = ({ wallAt, kind, id }: AxisPosition): string =>
  `${wallAt}_${axisKinds.indexOf(kind)}_${id}`;

/** The key that sorts before everything that happened at or after `wallAt`. */
export const keyBefore = (wallAt: number): string => positionKey({ wallAt, kind: "line", id: 0 });

/** Null when the text is not a key. */
export function parsePositionKey(key: string): AxisPosition | null {
  const match = /^(-?\d{1,16}(?:\.\d{1,20})?)_([0-3])_([\w-]{1,60})$/.exec(key);
  const kind = axisKinds[Number(match?.[2])];
  if (match?.[1] === undefined || match[3] === undefined || kind === undefined) return null;
  const hasNumber = kind === "line" || kind === "event";
  if (hasNumber && !/^\d{1,15}$/.test(match[3])) return null;
  return { wallAt: Number(match[1]), kind, id: hasNumber ? Number(match[3]) : match[3] };
}

/** Negative when `a` comes before `b`. */
export function comparePositions(a: AxisPosition, b: AxisPosition): number {
  if (a.wallAt !== b.wallAt) return a.wallAt - b.wallAt;
  if (a.kind !== b.kind) return axisKinds.indexOf(a.kind) - axisKinds.indexOf(b.kind);
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
