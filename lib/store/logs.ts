/** Log lines on disk: syslog, install log and access point consoles, kept by size. */
import { type LogLine, logLineSchema } from "@/lib/contracts/logs";
import { breathe, type Writer } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { LogLineModel } from "./generated/models";
import { logLineMatches } from "./matching";
import { scan } from "./scan";
import type { LogQuery, LogStore } from "./store-types";
import { beyond, orderOf, stretched } from "./stretch";

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

export function createLogStore(client: PrismaClient, writer: Writer): LogStore {
  /** Bytes of all texts; known after the first look, then kept. */
  let totalBytes: number | undefined;

  async function measure(): Promise<number> {
    const sum = await client.logLine.aggregate({ _sum: { bytes: true } });
    return sum._sum.bytes ?? 0;
  }

  const page = (query: LogQuery) => (cursor: number | null, take: number) => {
    const before = cursor ?? query.before;
    return client.logLine.findMany({
      where: {
        source: query.source,
        ...(query.apId === null ? {} : { apId: query.apId }),
        ...(query.severity === undefined ? {} : { severity: { lte: query.severity } }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: query.text === "" ? Math.min(take, query.limit + 1) : take,
    });
  };

  /** The oldest lines that must go so that at least `excess` bytes are freed; at most one page of them. */
  async function oldest(excess: number): Promise<{ upTo: number; bytes: number; rows: number } | null> {
    const rows = await client.logLine.findMany({
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

  return {
    async append(lines) {
      const rows = lines.map(toRow);
      await writer.put("LogLine", columns, rows);
      if (totalBytes !== undefined) totalBytes += rows.reduce((sum, row) => sum + row.bytes, 0);
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
    async stretch(query) {
      const { source, apId, ofUpgrade, towards, take } = query;
      const order = orderOf(towards);
      const rows = await client.logLine.findMany({
        where: {
          source,
          ...(apId === undefined ? {} : { apId }),
          ...(ofUpgrade === true && { upgradeId: { not: null } }),
          ...beyond<Prisma.LogLineWhereInput, number>(
            query,
            (wallAt) => ({ wallAt }),
            (id) => ({ id }),
          ),
        },
        orderBy: [{ wallAt: order }, { id: order }],
        take,
      });
      return stretched(rows, take, fromRow, (row) => row);
    },
    async lastId() {
      const last = await client.logLine.aggregate({ _max: { id: true } });
      return last._max.id ?? 0;
    },
    async prune(maxBytes) {
      totalBytes ??= await measure();
      let removed = 0;
      while (totalBytes > maxBytes) {
        const old = await oldest(totalBytes - maxBytes);
        if (old === null) break;
        await writer.run(() => client.logLine.deleteMany({ where: { id: { lte: old.upTo } } }));
        totalBytes -= old.bytes;
        removed += old.rows;
        await breathe();
      }
      return removed;
    },
  };
}
