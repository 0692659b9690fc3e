/**
 * Reads the timeline: log lines, events and transfers of servers, controller and access points, sorted by wall time.
 * Each kind is read from its own index, page by page, only as far as the answer needs it.
 */
import type { EventType } from "@/lib/contracts/events";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import {
  type AxisKind,
  type AxisPosition,
  axisKinds,
  comparePositions,
  parsePositionKey,
  type TimelineEntry,
  type TimelinePage,
  type TimelineQuery,
  type TimelineSource,
} from "@/lib/contracts/timeline";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Clock } from "@/lib/kit/clock";
import { yieldToEventLoop } from "@/lib/store/batch";
import { containsText } from "@/lib/store/matching";
import type { AxisEdge, Store, TimeRange, TimeRangePage } from "@/lib/store/store-types";
import { mergeStreams, type ReadBatch, type TimeDirection } from "./merge-streams";
import { eventItem, lineItem, type TimelineItem, transferEndItem, transferStartItem } from "./timeline-items";

/** What reading the timeline needs from the engine. */
export type TimelinePorts = {
  store: Pick<Store, "logs" | "events" | "transfers">;
  wall: Pick<Clock, "now">;
  /** Running transfers and those that ended recently, which may not be stored yet. */
  transfers(): readonly TransferRow[];
  /** Resolves when everything that happened before the call is stored. */
  flush(): Promise<void>;
};

/** Left out because transfer rows and the controller's log lines say the same in more detail. */
const REDUNDANT_EVENTS: readonly EventType[] = [
  "transfer.started",
  "transfer.completed",
  "transfer.failed",
  "transfer.aborted",
  "install.started",
  "install.completed",
  "install.failed",
];
/** The install log is left out because it repeats lines of the syslog. */
const LOGS_OF_SOURCE: Record<TimelineSource, readonly LogLine["source"][]> = {
  server: ["tftp", "sftp", "catalog"],
  controller: ["syslog"],
  "access point": ["console"],
  state: [],
};
/** Rows per batch. A search reads larger batches. Between batches the event loop gets a turn. */
const BATCH_ROWS = 250;
const SEARCH_BATCH_ROWS = 1_500;
/** Larger for log lines, because the database searches them itself. */
const SEARCH_BATCH_LINES = 5_000;

type ReadRequest = {
  query: TimelineQuery;
  direction: TimeDirection;
  from: AxisPosition | null;
  batchRows: number;
};

/** Reads one page of the timeline. @throws FaultError `bad-input` when the query names a position that is not valid */
export async function readTimeline(ports: TimelinePorts, query: TimelineQuery): Promise<TimelinePage> {
  const direction = query.after === null ? "older" : "newer";
  const from = parsePosition(query.after ?? query.before);
  const batchRows = query.text === "" ? Math.min(query.limit + 1, BATCH_ROWS) : SEARCH_BATCH_ROWS;
  const asOf = ports.wall.now();
  await ports.flush();
  const streams = createStreams(ports, { query, direction, from, batchRows });
  const entries = await mergeStreams(streams, direction, query.limit + 1);
  const page = entries.slice(0, query.limit);
  return {
    entries: direction === "older" ? page.reverse() : page,
    more: entries.length > query.limit,
    asOf,
  };
}

function parsePosition(key: string | null): AxisPosition | null {
  if (key === null) return null;
  const position = parsePositionKey(key);
  if (position === null) throw new FaultError(fault("bad-input", "This is not a position on the timeline."));
  return position;
}

/** Which rows of a table to read: those of one access point, of none (null), or of all (undefined). */
type RowFilter = { apId?: string | null; ofUpgrade?: boolean };

function createStreams(ports: TimelinePorts, request: ReadRequest): ReadBatch<TimelineEntry>[] {
  return [
    ...lineStreams(ports, request),
    ...eventStreams(ports, request),
    ...transferStreams(ports, request),
  ];
}

const ownRows = ({ apId }: TimelineQuery): RowFilter => (apId === null ? {} : { apId });
/** Rows that concern all access points, when the timeline of one of them is to include those. */
const sharedRows = ({ apId, shared }: TimelineQuery): RowFilter[] =>
  apId !== null && shared ? [{ apId: null }] : [];

function lineStreams({ store }: TimelinePorts, request: ReadRequest): ReadBatch<TimelineEntry>[] {
  const { query } = request;
  const search = query.text.trim() === "" ? {} : { text: query.text, take: SEARCH_BATCH_LINES };
  const filtersOf = (source: TimelineSource): RowFilter[] => {
    const own = ownRows(query);
    const shared = sharedRows(query);
    if (source === "controller") return [own, ...shared];
    // Requests of unknown clients are shared only if they belong to an upgrade.
    if (source === "server") return [own, ...shared.map((filter) => ({ ...filter, ofUpgrade: true }))];
    return [own];
  };
  return query.sources.flatMap((source) =>
    LOGS_OF_SOURCE[source].flatMap((log) =>
      filtersOf(source).map((filter) =>
        indexStream("line", request, (range: TimeRange<number>) =>
          toItems(store.logs.readRange({ ...range, ...filter, ...search, source: log }), (line) =>
            lineItem(source, line),
          ),
        ),
      ),
    ),
  );
}

function eventStreams({ store }: TimelinePorts, request: ReadRequest): ReadBatch<TimelineEntry>[] {
  const { query } = request;
  if (!query.sources.includes("state")) return [];
  return [ownRows(query), ...sharedRows(query)].map((filter) =>
    indexStream("event", request, (range: TimeRange<number>) =>
      toItems(store.events.readRange({ ...range, ...filter, except: REDUNDANT_EVENTS }), eventItem),
    ),
  );
}

function transferStreams(
  { store, transfers }: TimelinePorts,
  request: ReadRequest,
): ReadBatch<TimelineEntry>[] {
  const { query } = request;
  const { apId, sources } = query;
  if (!sources.includes("server") && !sources.includes("controller")) return [];
  const ofSources = (item: TimelineItem | null) =>
    item !== null && sources.includes(item.entry.source) ? item : null;
  const start = (row: TransferRow) => ofSources(transferStartItem(row));
  const end = (row: TransferRow) => ofSources(transferEndItem(row));
  const own = ownRows(query);
  const live = transfers()
    .filter(({ client }) => apId === null || client.apId === apId)
    .flatMap((row) => [start(row), end(row)])
    .filter((item) => item !== null);
  return [
    indexStream("began", request, (range: TimeRange<string>) =>
      toItems(store.transfers.readRange({ ...range, ...own, by: "startedAt" }), start),
    ),
    indexStream("ended", request, (range: TimeRange<string>) =>
      toItems(store.transfers.readRange({ ...range, ...own, by: "endedAt" }), end),
    ),
    memoryStream(live, request),
  ];
}

/** A stream that reads an index batch by batch and keeps the entries that contain the searched text. */
function indexStream<Id extends number | string>(
  kind: AxisKind,
  { query, direction, from, batchRows }: ReadRequest,
  readRange: (range: TimeRange<Id>) => Promise<TimeRangePage<TimelineItem, Id>>,
): ReadBatch<TimelineEntry> {
  let edge = from && edgeAt<Id>(from, kind, direction);
  return async () => {
    const { rows, next } = await readRange({ towards: direction, edge, take: batchRows });
    edge = next;
    await yieldToEventLoop();
    return {
      entries: rows.filter(({ entry }) => containsText(entry.text, query.text)),
      readUpTo: next && { wallAt: next.wallAt, kind, id: lastIdBefore(next) },
    };
  };
}

const lastIdBefore = (edge: AxisEdge<number | string>): number | string =>
  typeof edge.ties === "object" ? edge.ties.behind : "";

/**
 * Where reading rows of one kind starts for a position of any kind: rows of the same millisecond are sorted by kind, so
 * they are all included or all excluded unless they are of the position's own kind.
 */
function edgeAt<Id extends number | string>(
  position: AxisPosition,
  kind: AxisKind,
  direction: TimeDirection,
): AxisEdge<Id> {
  const { wallAt, id } = position;
  if (position.kind === kind) return { wallAt, ties: { behind: id as Id } };
  const isBefore = axisKinds.indexOf(kind) < axisKinds.indexOf(position.kind);
  return { wallAt, ties: isBefore === (direction === "older") ? "in" : "out" };
}

/** Converts rows to items and leaves out those for which `toItem` returns null. */
async function toItems<Row, Id extends number | string>(
  range: Promise<TimeRangePage<Row, Id>>,
  toItem: (row: Row) => TimelineItem | null,
): Promise<TimeRangePage<TimelineItem, Id>> {
  const { rows, next } = await range;
  return { rows: rows.map(toItem).filter((item) => item !== null), next };
}

/** A stream of items in memory, in one batch. */
function memoryStream(
  items: readonly TimelineItem[],
  { query, direction, from }: ReadRequest,
): ReadBatch<TimelineEntry> {
  const sign = direction === "older" ? -1 : 1;
  const entries = items
    .filter(({ position, entry }) => {
      const isAfterStart = from === null || sign * comparePositions(position, from) > 0;
      return isAfterStart && containsText(entry.text, query.text);
    })
    .sort((a, b) => sign * comparePositions(a.position, b.position));
  return () => Promise.resolve({ entries, readUpTo: null });
}
