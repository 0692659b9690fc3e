/** The history of transfers: each row as JSON, beside the columns that queries use. */
import { type TransferHistoryQuery, type TransferRow, transferRowSchema } from "@/lib/contracts/transfers";
import type { Writer } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { TransferModel } from "./generated/models";
import { fromJson, toJson } from "./json";
import { endOf, transferMatches } from "./matching";
import { scan } from "./scan";
import type { TransferStore } from "./store-types";
import { beyond, orderOf, timeRangePage } from "./time-range";

const columns = ["id", "startedAt", "endedAt", "outcome", "protocol", "apId", "row"] as const;
const newestFirst: Prisma.TransferOrderByWithRelationInput[] = [{ endedAt: "desc" }, { id: "desc" }];

const toRow = (row: TransferRow): TransferModel => ({
  id: row.id,
  startedAt: row.startedAt,
  endedAt: endOf(row),
  outcome: row.outcome,
  protocol: row.protocol,
  apId: row.client.apId,
  row: toJson(row),
});

/** Null for a row that another version of the program wrote; it stays in the database. */
const fromRow = (stored: TransferModel): TransferRow | null =>
  transferRowSchema.safeParse(fromJson(stored.row)).data ?? null;

const behind = (cursor: TransferModel): Prisma.TransferWhereInput => ({
  OR: [{ endedAt: { lt: cursor.endedAt } }, { endedAt: cursor.endedAt, id: { lt: cursor.id } }],
});

const whereOf = (query: TransferHistoryQuery): Prisma.TransferWhereInput => ({
  ...(query.before === null ? {} : { endedAt: { lt: query.before } }),
  ...(query.during === undefined
    ? {}
    : {
        apId: { not: null },
        startedAt: {
          gte: query.during.from,
          ...(query.during.until === null ? {} : { lte: query.during.until }),
        },
      }),
  ...(query.outcome === "any" ? {} : { outcome: query.outcome }),
  ...(query.protocol === "any" ? {} : { protocol: query.protocol }),
});

/** The number of rows on a full page, which ends before a row that ended earlier; null while the page is not full. */
function pageEnd(rows: readonly TransferRow[], limit: number): number | null {
  const last = rows[limit - 1];
  const next = rows.at(-1);
  return last && next && rows.length > limit && endOf(next) !== endOf(last) ? rows.length - 1 : null;
}

export function createTransferStore(client: PrismaClient, writer: Writer): TransferStore {
  return {
    append: (rows) => writer.put("Transfer", columns, rows.map(toRow)),
    async history(query) {
      const rows = await scan(
        (cursor: TransferModel | null, take) =>
          client.transfer.findMany({
            where: { AND: [whereOf(query), ...(cursor ? [behind(cursor)] : [])] },
            orderBy: newestFirst,
            take,
          }),
        (row) => row,
        (stored) => {
          const row = fromRow(stored);
          return row && transferMatches(row, query) ? row : null;
        },
        (found) => pageEnd(found, query.limit) !== null,
      );
      const end = pageEnd(rows, query.limit);
      return { rows: end === null ? rows : rows.slice(0, end), more: end !== null };
    },
    async readRange(query) {
      const { apId, by, towards, take } = query;
      const order = orderOf(towards);
      const stored = await client.transfer.findMany({
        where: {
          ...(apId === undefined ? {} : { apId }),
          ...beyond<Prisma.TransferWhereInput, string>(
            query,
            (time) => ({ [by]: time }),
            (id) => ({ id }),
          ),
        },
        orderBy: [{ [by]: order }, { id: order }],
        take,
      });
      return timeRangePage(stored, take, fromRow, (row) => ({ wallAt: row[by], id: row.id }));
    },
    async prune(keep) {
      const firstToGo = await client.transfer.findFirst({ orderBy: newestFirst, skip: keep });
      if (firstToGo === null) return 0;
      let removed = 0;
      await writer.run(async () => {
        const deleted = await client.transfer.deleteMany({
          where: { OR: [{ id: firstToGo.id }, behind(firstToGo)] },
        });
        removed = deleted.count;
      });
      return removed;
    },
  };
}
