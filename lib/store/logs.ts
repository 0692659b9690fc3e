/** Log lines on disk: syslog, install log and access point consoles, kept by size. */

import type { LogQuery } from "@/lib/contracts/commands/logs";
import { type LogLine, logLineSchema } from "@/lib/contracts/logs";
import { type Writer, yieldToEventLoop } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { LogLineModel } from "./generated/models";
import { largestExcess } from "./log-shares";
import { containsText, logLineMatches } from "./matching";
import { scan } from "./scan";
import type { LogStore, TimeRangePage } from "./store-types";
import { beyond, edgeAt, orderOf, timeRangePage, within } from "./time-range";

const columns = [
  "id",
  "source",
  "at",
  "wallAt",
  "severity",
  "text",
  "bytes",
  "apId",
  "transferId",
  "upgradeId",
] as const;
const PRUNE_ROWS = 2_000;

const toRow = (line: LogLine): LogLineModel => ({ ...line, bytes: Buffer.byteLength(line.text) });

function fromRow({ bytes: _, source, ...row }: LogLineModel): LogLine | null {
  const known = logLineSchema.shape.source.safeParse(source);
  return known.success ? { ...row, source: known.data } : null;
}

const byTime = (wallAt: Prisma.FloatFilter): Prisma.LogLineWhereInput => ({ wallAt });
const byId = (id: Prisma.IntFilter): Prisma.LogLineWhereInput => ({ id });
const ordered = (towards: "older" | "newer"): Prisma.LogLineOrderByWithRelationInput[] => [
  { wallAt: orderOf(towards) },
  { id: orderOf(towards) },
];

/** A LIKE condition that finds at least all matches; the result is filtered again, because % and _ are wildcards for it. Other than ASCII letters it would compare with case. */
const preselect = (typed: string): Prisma.LogLineWhereInput => {
  const text = typed.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  return /^[\u0000-\u007f]+$/.test(text) ? { text: { contains: text } } : {};
};

export function createLogStore(client: PrismaClient, writer: Writer): LogStore {
  /** Bytes of the texts by source; measured once, then updated. */
  let bytesOf: Map<string, number> | undefined;
  const addBytes = (source: string, bytes: number) =>
    bytesOf?.set(source, (bytesOf.get(source) ?? 0) + bytes);

  async function measure(): Promise<Map<string, number>> {
    const sums = await client.logLine.groupBy({ by: ["source"], _sum: { bytes: true } });
    return new Map(sums.map(({ source, _sum }) => [source, _sum.bytes ?? 0]));
  }

  const page = (query: LogQuery) => (cursor: number | null, take: number) => {
    const before = cursor ?? query.before;
    return client.logLine.findMany({
      where: {
        source: query.source,
        ...(query.apId === null ? {} : { apId: query.apId }),
        ...(query.upgradeId === undefined ? {} : { upgradeId: query.upgradeId }),
        ...(query.severity === undefined ? {} : { severity: { lte: query.severity } }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: query.text === "" ? Math.min(take, query.limit + 1) : take,
    });
  };

  /** The oldest lines of a source whose removal frees at least `excess` bytes; at most one page of them. */
  async function oldest(
    source: string,
    excess: number,
  ): Promise<{ upTo: number; bytes: number; rows: number } | null> {
    const rows = await client.logLine.findMany({
      where: { source },
      orderBy: { id: "asc" },
      take: PRUNE_ROWS,
      select: { id: true, bytes: true },
    });
    let bytes = 0;
    let count = 0;
    for (const row of rows) {
      bytes += row.bytes;
      count++;
      if (bytes >= excess) return { upTo: row.id, bytes, rows: count };
    }
    const last = rows.at(-1);
    return last ? { upTo: last.id, bytes, rows: count } : null;
  }

  type RangeQuery = Parameters<LogStore["readRange"]>[0];
  const whereOf = (query: RangeQuery): Prisma.LogLineWhereInput => ({
    source: query.source,
    ...(query.apId === undefined ? {} : { apId: query.apId }),
    ...(query.ofUpgrade === true && { upgradeId: { not: null } }),
    ...beyond<Prisma.LogLineWhereInput, number>(query, byTime, byId),
  });

  async function readRange(query: RangeQuery): Promise<TimeRangePage<LogLine, number>> {
    const { towards, take } = query;
    const rows = await client.logLine.findMany({ where: whereOf(query), orderBy: ordered(towards), take });
    return timeRangePage(rows, take, fromRow, (row) => row);
  }

  /** SQLite searches the texts; the end of the range is read from the index alone. */
  async function searchRange(query: RangeQuery, text: string): Promise<TimeRangePage<LogLine, number>> {
    const { towards, take } = query;
    const where = whereOf(query);
    const orderBy = ordered(towards);
    const [end] = await client.logLine.findMany({
      where,
      orderBy,
      skip: take - 1,
      take: 1,
      select: { id: true, wallAt: true },
    });
    const inside = end ? within<Prisma.LogLineWhereInput, number>({ towards, edge: end }, byTime, byId) : [];
    const rows = await client.logLine.findMany({
      where: { AND: [where, ...inside, preselect(text)] },
      orderBy,
    });
    const found = rows.map(fromRow).filter((line) => line !== null && containsText(line.text, text));
    return { rows: found as LogLine[], next: end ? edgeAt(end) : null };
  }

  return {
    async append(lines) {
      const rows = lines.map(toRow);
      await writer.put("LogLine", columns, rows);
      for (const { source, bytes } of rows) addBytes(source, bytes);
    },
    async read(query) {
      const found = await scan(
        page(query),
        (row) => row.id,
        (row) => {
          const line = fromRow(row);
          return line && logLineMatches(line, query) ? line : null;
        },
        (lines) => lines.length > query.limit,
      );
      return { lines: found.slice(0, query.limit).reverse(), more: found.length > query.limit };
    },
    readRange: (query) => (query.text ? searchRange(query, query.text) : readRange(query)),
    async lastId() {
      const last = await client.logLine.aggregate({ _max: { id: true } });
      return last._max.id ?? 0;
    },
    async prune(maxBytes) {
      bytesOf ??= await measure();
      let removed = 0;
      for (;;) {
        const over = largestExcess(bytesOf, maxBytes);
        if (over === null) break;
        const { source } = over;
        const old = await oldest(source, over.excess);
        if (old === null) break;
        await writer.run(() => client.logLine.deleteMany({ where: { source, id: { lte: old.upTo } } }));
        addBytes(source, -old.bytes);
        removed += old.rows;
        await yieldToEventLoop();
      }
      return removed;
    },
  };
}
