/**
 * The live stream: topics of keyed rows, sent as a snapshot and then as deltas with one rising sequence number. The same
 * shapes travel from the engine to the web thread and from there to the browser (`GET /api/events`).
 */
import { z } from "zod";
import type { Role } from "./actor";
import type { ApRow } from "./aps";
import type { CatalogAccountRow } from "./catalog";
import type { ControllerRow } from "./controller";
import type { RecordedEvent } from "./events";
import type { ForwardingRow } from "./forwarding";
import type { ImageSet, ImportRow } from "./images";
import type { LabRow } from "./lab";
import type { LogLine } from "./logs";
import type { ReadinessProgress } from "./readiness/report";
import type { RecordedPiece, RunRow } from "./runs";
import type { ServerRow } from "./servers";
import type { SftpUserRow } from "./sftp-users";
import type { TimelineRow } from "./timeline";
import type { TransferRow } from "./transfers";
import type { UpgradeRow } from "./upgrade";
import type { UploadedImage } from "./uploaded-images";
import type { DeliveryRow, WebhookRow } from "./webhooks";

type TopicRules = {
  /** `table`: rows that change. `log`: rows that are only added. */
  kind: "table" | "log";
  /** The key of the one row of a topic that has only one. */
  onlyKey?: string;
  /** How many rows a snapshot has: all of a table, the newest of a log. */
  snapshotRows: number;
  /** One topic for each access point, named `<name>:<id of the access point>`. */
  perAp?: true;
  /** The least role that may follow the topic. */
  role: Role;
};

/** Makes an entry of the registry of topics; `Row` exists for the compiler only. */
const defineTopic =
  <Row>() =>
  <const Rules extends TopicRules>(rules: Rules): Rules & { readonly row?: Row } =>
    rules;

const table = { kind: "table", snapshotRows: Number.POSITIVE_INFINITY, role: "monitor" } as const;
const log = { kind: "log", snapshotRows: 500, role: "monitor" } as const;

/** The registry of topics: all that is said of a topic is in its entry. */
export const topics = {
  controller: defineTopic<ControllerRow>()({ ...table, onlyKey: "controller" }),
  upgrade: defineTopic<UpgradeRow>()({ ...table, onlyKey: "upgrade" }),
  /** The readiness check under way, or the last one. */
  readiness: defineTopic<ReadinessProgress>()({ ...table, onlyKey: "readiness" }),
  /** The newest runs, by number. */
  runs: defineTopic<RunRow>()(table),
  aps: defineTopic<ApRow>()(table),
  /** Running transfers and the last ones that ended. */
  transfers: defineTopic<TransferRow>()(table),
  servers: defineTopic<ServerRow>()(table),
  sftpUsers: defineTopic<SftpUserRow>()(table),
  /** Accounts of the software download service. */
  catalogAccounts: defineTopic<CatalogAccountRow>()(table),
  images: defineTopic<ImageSet>()(table),
  imports: defineTopic<ImportRow>()(table),
  uploadedImages: defineTopic<UploadedImage>()(table),
  lab: defineTopic<LabRow>()({ ...table, onlyKey: "lab" }),
  forwarding: defineTopic<ForwardingRow>()({ ...table, onlyKey: "forwarding" }),
  /** For administrators: the URL of a receiver is often a secret in itself. */
  webhooks: defineTopic<WebhookRow>()({ ...table, role: "admin" }),
  /** The newest deliveries to webhooks. */
  webhookDeliveries: defineTopic<DeliveryRow>()({ ...table, role: "admin" }),
  timeline: defineTopic<TimelineRow>()({ ...table, onlyKey: "timeline" }),
  /** The controller's syslog and install log. */
  syslog: defineTopic<LogLine>()(log),
  install: defineTopic<LogLine>()(log),
  /** The image servers' own logs. */
  tftp: defineTopic<LogLine>()(log),
  sftp: defineTopic<LogLine>()(log),
  catalog: defineTopic<LogLine>()(log),
  events: defineTopic<RecordedEvent>()(log),
  /** The recording of the run under way, as it grows. The pieces before are read over HTTP. */
  recording: defineTopic<RecordedPiece>()({ ...log, snapshotRows: 20 }),
  /** One access point's console. */
  console: defineTopic<LogLine>()({ ...log, snapshotRows: 300, perAp: true }),
};
type Topics = typeof topics;
type NameOf<Rules> = { [N in keyof Topics]: Topics[N] extends Rules ? N : never }[keyof Topics];

export type TableTopic = NameOf<{ kind: "table" }>;
/** A topic with one row, under a key that is known. */
export type SingleRowTopic = NameOf<{ onlyKey: string }>;
type ApTopic = `${NameOf<{ perAp: true }>}:${string}`;
export type LogTopic = Exclude<NameOf<{ kind: "log" }>, NameOf<{ perAp: true }>> | ApTopic;
export type Topic = TableTopic | LogTopic;

type NameIn<T extends Topic> = T extends `${infer N extends NameOf<{ perAp: true }>}:${string}`
  ? N
  : T & keyof Topics;
/** The row type of a topic. */
export type RowOf<T extends Topic> = T extends Topic ? NonNullable<Topics[NameIn<T>]["row"]> : never;
/** The key of a row: the only one that a topic of one row has. */
export type KeyOf<T extends Topic> = T extends SingleRowTopic ? Topics[T]["onlyKey"] : string;

const AP_ID = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/;

/** The access point whose topic this is; null for a topic that is not one access point's. */
export function apOfTopic(topic: Topic): string | null {
  const colon = topic.indexOf(":");
  return colon === -1 ? null : topic.slice(colon + 1);
}

/** The topic's entry in the registry. */
export function topicRules(topic: Topic): TopicRules {
  const colon = topic.indexOf(":");
  return topics[(colon === -1 ? topic : topic.slice(0, colon)) as keyof Topics];
}

export const isLogTopic = (topic: Topic): topic is LogTopic => topicRules(topic).kind === "log";

/** The topics with a fixed name; those of single access points are not among them. */
export const namedTopics = (Object.keys(topics) as (keyof Topics)[]).filter(
  (name): name is Exclude<keyof Topics, NameOf<{ perAp: true }>> => !("perAp" in topics[name]),
);

/** A topic's name as it comes over the network. */
export const topicSchema = z.custom<Topic>((value) => {
  if (typeof value !== "string") return false;
  const [name = "", ap] = value.split(/:(.*)/s);
  if (!Object.hasOwn(topics, name)) return false;
  const { perAp }: TopicRules = topics[name as keyof Topics];
  return perAp ? ap !== undefined && AP_ID.test(ap) : ap === undefined;
}, "There is no such topic.");

/** `put` brings a whole row, `patch` the changed fields of a row that the receiver already has, `del` removes it. */
export type Delta =
  | { seq: number; topic: Topic; key: string; op: "put"; row: unknown }
  | { seq: number; topic: Topic; key: string; op: "patch"; set: Record<string, unknown> }
  | { seq: number; topic: Topic; key: string; op: "del" };

/** A point in the stream, `<epoch>-<seq>` as the id of a Server-Sent Event. The epoch is new at each start of the engine. */
export type Position = { epoch: string; seq: number };
/** Writes a position as the id of a Server-Sent Event. */
export const formatPosition = (p: Position): string => `${p.epoch}-${p.seq}`;
/** Undefined when the text is not a position. */
export function parsePosition(text: string | null | undefined): Position | undefined {
  const match = /^([a-z0-9]{6,32})-(\d{1,15})$/.exec(text ?? "");
  return match?.[1] === undefined ? undefined : { epoch: match[1], seq: Number(match[2]) };
}

/** Rows of one topic, each with its key. */
export type SnapshotRows = { topic: Topic; rows: { key: string; row: unknown }[] };

/** Names and data of the Server-Sent Events, in the order in which they arrive. */
export type StreamMessage =
  | { event: "snapshot"; data: SnapshotRows }
  | { event: "snapshot-complete"; data: { position: Position; topics: Topic[] } }
  | { event: "resumed"; data: { position: Position } }
  | { event: "delta"; data: { deltas: Delta[]; position: Position } }
  | { event: "fault"; data: { code: string; message: string } };
