/**
 * How rows get in: a whole batch is one statement, `INSERT OR REPLACE ... SELECT ... FROM json_each(?)`. It is all or
 * nothing by itself, and four times as fast as a transaction of Prisma's deletes and inserts: this thread also answers
 * packets (docs/decisions/0003).
 */
import type { OpenDatabase } from "./database";
import type { PrismaClient } from "./generated/client";
import type { WriteQueue } from "./write-queue";

/** Rows per statement: about 10 ms, after which packets have their turn. */
const ROWS_PER_STATEMENT = 500;

export type Writer = {
  /** Stores rows, those of a known key replaced. Each row is stored whole, all in the order given. */
  put<Row extends Record<string, string | number | null>>(
    table: string,
    columns: readonly (keyof Row & string)[],
    rows: readonly Row[],
  ): Promise<void>;
  /** Any other write, in its turn. */
  run(write: (client: PrismaClient) => Promise<unknown>): Promise<void>;
};

export function createWriter(
  { client, execute }: Pick<OpenDatabase, "client" | "execute">,
  queue: WriteQueue,
): Writer {
  const statement = (table: string, columns: readonly string[]) =>
    `INSERT OR REPLACE INTO "${table}" (${columns.map((name) => `"${name}"`).join(", ")}) ` +
    `SELECT ${columns.map((_, i) => `value ->> ${i}`).join(", ")} FROM json_each(?)`;
  return {
    async put(table, columns, rows) {
      const sql = statement(table, columns);
      const pieces: Promise<void>[] = [];
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        const piece = rows.slice(start, start + ROWS_PER_STATEMENT);
        const json = JSON.stringify(piece.map((row) => columns.map((name) => row[name])));
        pieces.push(
          queue.add(piece.length, async () => {
            await execute(sql, json);
            await yieldToEventLoop();
          }),
        );
      }
      await Promise.all(pieces);
    },
    run: (write) =>
      queue.add(1, async () => {
        await write(client);
      }),
  };
}

/** Lets everything else that waits have its turn. */
export const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
