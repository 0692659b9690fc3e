/**
 * What servers, controller and access points said and did, on one axis by wall time (spec 31): log lines, stored events
 * and transfers, each of which is read from its own index, page by page, as far as the answer needs it.
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
import { type AxisStream, mergeStreams, type Towards } from "./axis-merge";
import { beganItem, endedItem, eventItem, lineItem, type TimelineItem } from "./timeline-items";

export type TimelinePorts = {
  store: Pick<Store, "logs" | "events" | "transfers">;
  wall: Pick<Clock, "now">;
  /** Transfers that run or ended a moment ago, which the store may not have yet. */
  transfers(): readonly TransferRow[];
  /** Resolves when everything that happened before the call is stored. */
  flush(): Promise<void>;
};

/** Told already, in more detail: transfers by their rows, installs by the controller's own lines. */
const TOLD_ELSEWHERE: readonly EventType[] = [
  "transfer.started",
  "transfer.completed",
  "transfer.failed",
  "transfer.aborted",
  "install.started",
  "install.completed",
  "install.failed",
];
/** The install log repeats the syslog's lines, so it is not on the axis. */
const logsOf: Record<TimelineSource, readonly LogLine["source"][]> = {
  server: ["tftp", "sftp"],
  controller: ["syslog"],
  "access point": ["console"],
  state: [],
};
/** Rows read at a time; a search reads more. Other work of this thread gets its turn in between. */
const PAGE_ROWS = 250;
const SEARCHED_ROWS = 1_500;
/** Among lines the database itself looks. */
const SEARCHED_LINES = 5_000;

type Reading = {
  query: TimelineQuery;
  towards: Towards;
  from: AxisPosition | null;
  take: number;
};

export async function readTimeline(ports: TimelinePorts, query: TimelineQuery): Promise<TimelinePage> {
  const towards = query.after === null ? "older" : "newer";
  const from = startOf(query.after ?? query.before);
  const take = query.text === "" ? Math.min(query.limit + 1, PAGE_ROWS) : SEARCHED_ROWS;
  const asOf = ports.wall.now();
  await ports.flush();
  const streams = streamsOf(ports, { query, towards, from, take });
  const entries = await mergeStreams(streams, towards, query.limit + 1);
  const page = entries.slice(0, query.limit);
  return { entries: towards === "older" ? page.reverse() : page, more: entries.length > query.limit, asOf };
}

function startOf(key: string | null): AxisPosition | null {
  if (key === null) return null;
  const position = parsePositionKey(key);
  if (position === null) throw new FaultError(fault("bad-input", "The timeline has no such position."));
  return position;
}

// Streams

type Whose = { apId?: string | null; ofUpgrade?: boolean };

function streamsOf({ store, transfers }: TimelinePorts, reading: Reading): AxisStream<TimelineEntry>[] {
  const { query } = reading;
  const wanted = (source: TimelineSource) => query.sources.includes(source);
  const own: Whose = query.apId === null ? {} : { apId: query.apId };
  const shared: Whose[] = query.apId !== null && query.shared ? [{ apId: null }] : [];
  // Of strangers' requests only those that an upgrade made are everybody's.
  const sharedServer = shared.map((whose) => ({ ...whose, ofUpgrade: true }));
  const searched = query.text.trim() === "" ? {} : { text: query.text, take: SEARCHED_LINES };
  const lines = query.sources.flatMap((source) =>
    logsOf[source].flatMap((log) =>
      [own, ...(source === "server" ? sharedServer : source === "controller" ? shared : [])].map((whose) =>
        stream("line", reading, (range: TimeRange<number>) =>
          read(store.logs.readRange({ ...range, ...whose, ...searched, source: log }), (line) =>
            lineItem(source, line),
          ),
        ),
      ),
    ),
  );
  const events = (wanted("state") ? [own, ...shared] : []).map((whose) =>
    stream("event", reading, (range: TimeRange<number>) =>
      read(store.events.readRange({ ...range, ...whose, except: TOLD_ELSEWHERE }), eventItem),
    ),
  );
  if (!wanted("server") && !wanted("controller")) return [...lines, ...events];
  const keep = (item: TimelineItem | null) => (item !== null && wanted(item.entry.source) ? item : null);
  const began = stream("began", reading, (range: TimeRange<string>) =>
    read(store.transfers.readRange({ ...range, ...own, by: "startedAt" }), (row) => keep(beganItem(row))),
  );
  const ended = stream("ended", reading, (range: TimeRange<string>) =>
    read(store.transfers.readRange({ ...range, ...own, by: "endedAt" }), (row) => keep(endedItem(row))),
  );
  const live = transfers()
    .filter(({ client }) => query.apId === null || client.apId === query.apId)
    .flatMap((row) => [keep(beganItem(row)), keep(endedItem(row))])
    .filter((item) => item !== null);
  return [...lines, ...events, began, ended, inMemory(live, reading)];
}

/** Pages of one index as a stream, narrowed to the text that is looked for. */
function stream<Id extends number | string>(
  kind: AxisKind,
  { query, towards, from, take }: Reading,
  page: (range: TimeRange<Id>) => Promise<TimeRangePage<TimelineItem, Id>>,
): AxisStream<TimelineEntry> {
  let edge = from && edgeAt<Id>(from, kind, towards);
  return async () => {
    const { rows, next } = await page({ towards, edge, take });
    edge = next;
    await yieldToEventLoop();
    return {
      found: rows.filter(({ entry }) => containsText(entry.text, query.text)),
      reached: next && { wallAt: next.wallAt, kind, id: idBehind(next) },
    };
  };
}

const idBehind = (edge: AxisEdge<number | string>): number | string =>
  typeof edge.ties === "object" ? edge.ties.behind : "";

/** Where a position cuts the rows of a kind: those of its millisecond stand before it or behind it by their kind. */
function edgeAt<Id extends number | string>(
  { wallAt, kind: of, id }: AxisPosition,
  kind: AxisKind,
  towards: Towards,
): AxisEdge<Id> {
  if (of === kind) return { wallAt, ties: { behind: id as Id } };
  const isBefore = axisKinds.indexOf(kind) < axisKinds.indexOf(of);
  return { wallAt, ties: isBefore === (towards === "older") ? "in" : "out" };
}

async function read<Row, Id extends number | string>(
  reading: Promise<TimeRangePage<Row, Id>>,
  item: (row: Row) => TimelineItem | null,
): Promise<TimeRangePage<TimelineItem, Id>> {
  const { rows, next } = await reading;
  return { rows: rows.map(item).filter((made) => made !== null), next };
}

/** A few items that are at hand. */
function inMemory(
  items: readonly TimelineItem[],
  { query, towards, from }: Reading,
): AxisStream<TimelineEntry> {
  const sign = towards === "older" ? -1 : 1;
  const found = items
    .filter(({ position, entry }) => {
      const isInside = from === null || sign * comparePositions(position, from) > 0;
      return isInside && containsText(entry.text, query.text);
    })
    .sort((a, b) => sign * comparePositions(a.position, b.position));
  return () => Promise.resolve({ found, reached: null });
}
