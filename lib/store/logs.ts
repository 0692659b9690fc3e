/** Log lines on disk: syslog, install log and access point consoles, kept by size. */

import type { LogQuery } from "@/lib/contracts/commands/logs";
import { type LogLine, logLineSchema } from "@/lib/contracts/logs";
import { type Writer, yieldToEventLoop } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { LogLineModel } from "./generated/models";
import { largestExcess, textAllowance } from "./log-shares";
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
/** A search looks at so many ids per statement, about 15 ms, before packets get their turn. */
const SEARCH_IDS = 40_000;

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

/** Whether LIKE, which ignores the case of ASCII letters only, finds all matches. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
const isAscii = (text: string): boolean => /^[\u0000-\u007f]+$/.test(text);

/** A condition that finds at least all matches; the result is filtered again, because % and _ are wildcards for LIKE. */
const preselect = (typed: string): Prisma.LogLineWhereInput => {
  const text = typed.trim();
  return isAscii(text) ? { text: { contains: text } } : {};
};

/** The bytes of all pages of the database that hold something. */
async function usedBytes(client: PrismaClient): Promise<number> {
  const [facts] = await client.$queryRaw<{ pages: bigint; free: bigint; size: bigint }[]>`
    SELECT page_count AS pages, freelist_count AS free, page_size AS size
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`;
  return facts === undefined ? 0 : Number((facts.pages - facts.free) * facts.size);
}

export function createLogStore(client: PrismaClient, writer: Writer): LogStore {
  /** Bytes of the texts by source; measured once, then updated. */
  let bytesOf: Map<string, number> | undefined;
  const addBytes = (source: string, bytes: number) =>
    bytesOf?.set(source, (bytesOf.get(source) ?? 0) + bytes);

  async function measure(): Promise<Map<string, number>> {
    const sums = await client.logLine.groupBy({ by: ["source"], _sum: { bytes: true } });
    return new Map(sums.map(({ source, _sum }) => [source, _sum.bytes ?? 0]));
  }

  const matching = (query: LogQuery): Prisma.LogLineWhereInput => ({
    source: query.source,
    ...(query.apId === null ? {} : { apId: query.apId }),
    ...(query.upgradeId === undefined ? {} : { upgradeId: query.upgradeId }),
    ...(query.severity === undefined ? {} : { severity: { lte: query.severity } }),
  });

  const page = (query: LogQuery) => (cursor: number | null, take: number) => {
    const before = cursor ?? query.before;
    return client.logLine.findMany({
      where: { ...matching(query), ...(before === null ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: query.text === "" ? Math.min(take, query.limit + 1) : take,
    });
  };

  /** One line more than the limit, newest first. SQLite compares the texts, so that only lines that match leave it. */
  async function search(query: LogQuery): Promise<LogLine[]> {
    const { source, before } = query;
    const { _min, _max } = await client.logLine.aggregate({
      where: { source },
      _min: { id: true },
      _max: { id: true },
    });
    const found: LogLine[] = [];
    const oldestId = _min.id ?? 0;
    let end = Math.min(before ?? Number.MAX_SAFE_INTEGER, (_max.id ?? 0) + 1);
    while (end > oldestId && found.length <= query.limit) {
      const begin = Math.max(oldestId, end - SEARCH_IDS);
      const rows = await client.logLine.findMany({
        where: { ...matching(query), ...preselect(query.text), id: { gte: begin, lt: end } },
        orderBy: { id: "desc" },
        take: query.limit + 1,
      });
      for (const row of rows) {
        const line = fromRow(row);
        if (line !== null && logLineMatches(line, query)) found.push(line);
      }
      end = rows.length > query.limit ? (rows.at(-1)?.id ?? begin) : begin;
      await yieldToEventLoop();
    }
    return found.slice(0, query.limit + 1);
  }

  /** How many lines were looked at for what was found: all older ones, or those down to the oldest match. */
  const countSearched = ({ source, before, limit }: LogQuery, found: readonly LogLine[]): Promise<number> =>
    client.logLine.count({
      where: {
        source,
        id: {
          gte: found.length > limit ? (found.at(-1)?.id ?? 0) : 0,
          lt: before ?? Number.MAX_SAFE_INTEGER,
        },
      },
    });

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
      const found = isAscii(query.text.trim())
        ? await search(query)
        : await scan(
            page(query),
            (row) => row.id,
            (row) => {
              const line = fromRow(row);
              return line && logLineMatches(line, query) ? line : null;
            },
            (lines) => lines.length > query.limit,
          );
      return {
        lines: found.slice(0, query.limit).reverse(),
        more: found.length > query.limit,
        searched: query.text.trim() === "" ? null : await countSearched(query, found),
      };
    },
    readRange: (query) => (query.text ? searchRange(query, query.text) : readRange(query)),
    async lastId() {
      const last = await client.logLine.aggregate({ _max: { id: true } });
      return last._max.id ?? 0;
    },
    async prune(limits) {
      bytesOf ??= await measure();
      const [lines, databaseBytes] = await Promise.all([client.logLine.count(), usedBytes(client)]);
      const textBytes = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
      const maxBytes = textAllowance({ textBytes, lines, databaseBytes }, limits);
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
