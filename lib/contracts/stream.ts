/**
 * The live stream's language (spec 23): topics of keyed rows, a snapshot, then deltas with one rising sequence number.
 * The same shapes cross the door (engine -> web thread) and the wire (`GET /api/events`).
 */
import { z } from "zod";
import type { ApRow } from "./aps";
import type { ControllerRow } from "./controller";
import type { RecordedEvent } from "./events";
import type { ForwardingRow } from "./forwarding";
import type { ImageSet, ImportRow } from "./images";
import type { LabRow } from "./lab";
import type { LogLine } from "./logs";
import type { ServerRow } from "./servers";
import type { SftpUserRow } from "./sftp-users";
import type { TimelineRow } from "./timeline";
import type { TransferRow } from "./transfers";
import type { UpgradeRow } from "./upgrade";

/** Row type of each topic. Table topics hold rows that change; log topics only grow (their newest 500 are the snapshot). */
export type TopicRows = {
  controller: ControllerRow;
  upgrade: UpgradeRow;
  aps: ApRow;
  /** Running transfers and the last 200 that ended. */
  transfers: TransferRow;
  servers: ServerRow;
  sftpUsers: SftpUserRow;
  images: ImageSet;
  imports: ImportRow;
  lab: LabRow;
  forwarding: ForwardingRow;
  timeline: TimelineRow;
  syslog: LogLine;
  install: LogLine;
  /** The image servers' own logs. */
  tftp: LogLine;
  sftp: LogLine;
  events: RecordedEvent;
  /** `console:<apId>`: one AP's console. */
  [console: `console:${string}`]: LogLine;
};
export const tableTopics = [
  "controller",
  "upgrade",
  "aps",
  "transfers",
  "servers",
  "sftpUsers",
  "images",
  "imports",
  "lab",
  "forwarding",
  "timeline",
] as const;
export const logTopics = ["syslog", "install", "tftp", "sftp", "events"] as const;
export type TableTopic = (typeof tableTopics)[number];
export type LogTopic = (typeof logTopics)[number] | `console:${string}`;
export type Topic = TableTopic | LogTopic;
export type RowOf<T extends Topic> = TopicRows[T];

export const topicSchema = z.custom<Topic>(
  (v) =>
    typeof v === "string" &&
    ((tableTopics as readonly string[]).includes(v) ||
      (logTopics as readonly string[]).includes(v) ||
      /^console:[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/.test(v)),
  "There is no such topic.",
);

/** `put` brings a whole row, `patch` the changed fields of a row that the receiver has, `del` removes it. */
export type Delta =
  | { seq: number; topic: Topic; key: string; op: "put"; row: unknown }
  | { seq: number; topic: Topic; key: string; op: "patch"; set: Record<string, unknown> }
  | { seq: number; topic: Topic; key: string; op: "del" };

/** A point in the stream: the epoch is new at each start of the engine. Written `<epoch>-<seq>` as the SSE id. */
export type Position = { epoch: string; seq: number };
export const formatPosition = (p: Position): string => `${p.epoch}-${p.seq}`;
export function parsePosition(text: string | null | undefined): Position | undefined {
  const match = /^([a-z0-9]{6,32})-(\d{1,15})$/.exec(text ?? "");
  return match?.[1] === undefined ? undefined : { epoch: match[1], seq: Number(match[2]) };
}

export type SnapshotRows = { topic: Topic; rows: { key: string; row: unknown }[] };

/** SSE event names and payloads, in the order they come. */
export type StreamMessage =
  | { event: "snapshot"; data: SnapshotRows }
  | { event: "snapshot-complete"; data: { position: Position; topics: Topic[] } }
  | { event: "resumed"; data: { position: Position } }
  | { event: "delta"; data: { deltas: Delta[]; position: Position } }
  | { event: "fault"; data: { code: string; message: string } };
