/** Stored events, for the history of an access point and the timeline. */
import { type EventType, eventDataSchemas, type RecordedEvent } from "@/lib/contracts/events";
import { type Writer, yieldToEventLoop } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { EventModel } from "./generated/models";
import { fromJson, toJson } from "./json";
import { apIdOf } from "./matching";
import { scan } from "./scan";
import type { EventStore } from "./store-types";
import { beyond, orderOf, timeRangePage } from "./time-range";

const columns = ["seq", "at", "wallAt", "type", "apId", "data"] as const;

/** Rows removed at a time, so that this thread can answer packets in between. */
const PRUNE_ROWS = 2_000;

const toRow = (event: RecordedEvent): Omit<EventModel, "id"> => ({
  seq: event.seq,
  at: event.at,
  wallAt: event.wallAt,
  type: event.type,
  apId: apIdOf(event.data),
  data: toJson(event.data),
});

const isEventType = (type: string): type is EventType => Object.hasOwn(eventDataSchemas, type);

/** Null for an event of an unknown type; it stays in the database. */
function fromRow(row: EventModel): RecordedEvent | null {
  if (!isEventType(row.type)) return null;
  const data = eventDataSchemas[row.type].safeParse(fromJson(row.data));
  if (!data.success) return null;
  // The schema has checked the data for this type, which the compiler cannot infer for a union.
  return { type: row.type, data: data.data, seq: row.seq, at: row.at, wallAt: row.wallAt } as RecordedEvent;
}

export function createEventStore(client: PrismaClient, writer: Writer): EventStore {
  return {
    append: (events) => writer.put("Event", columns, events.map(toRow)),
    read: ({ apId, limit }) =>
      limit <= 0
        ? Promise.resolve([])
        : scan(
            (cursor: number | null, take) =>
              client.event.findMany({
                where: {
                  ...(apId === undefined ? {} : { apId }),
                  ...(cursor === null ? {} : { id: { lt: cursor } }),
                },
                orderBy: { id: "desc" },
                take: Math.min(take, limit),
              }),
            (row) => row.id,
            fromRow,
            (events) => events.length >= limit,
          ),
    async readRange(query) {
      const { apId, except, towards, take } = query;
      const order = orderOf(towards);
      const rows = await client.event.findMany({
        where: {
          type: { notIn: [...except] },
          ...(apId === undefined ? {} : { apId }),
          ...beyond<Prisma.EventWhereInput, number>(
            query,
            (wallAt) => ({ wallAt }),
            (id) => ({ id }),
          ),
        },
        orderBy: [{ wallAt: order }, { id: order }],
        take,
      });
      const read = (row: EventModel) => {
        const event = fromRow(row);
        return event && { id: row.id, event };
      };
      return timeRangePage(rows, take, read, (row) => row);
    },
    async prune(keep) {
      const select = { id: true };
      const newest = await client.event.findFirst({ orderBy: { id: "desc" }, skip: keep, select });
      const oldest = await client.event.findFirst({ orderBy: { id: "asc" }, select });
      if (newest === null || oldest === null) return 0;
      let removed = 0;
      for (let from = oldest.id; from <= newest.id; from += PRUNE_ROWS) {
        const upTo = Math.min(from + PRUNE_ROWS - 1, newest.id);
        await writer.run(async () => {
          removed += (await client.event.deleteMany({ where: { id: { lte: upTo } } })).count;
        });
        await yieldToEventLoop();
      }
      return removed;
    },
  };
}
