/** Searches the newest rows page by page, so that a search never blocks the thread for long. */
import { yieldToEventLoop } from "./batch";

const PAGE_ROWS = 2_000;

/**
 * @param page reads at most `take` rows older than `cursor`, newest first; from the newest row when it is null
 * @param keep the value of a matching row, else null
 * @param enough whether no more values are needed; asked after each value
 */
export async function scan<Row, Cursor, Value>(
  page: (cursor: Cursor | null, take: number) => Promise<Row[]>,
  cursorOf: (row: Row) => Cursor,
  keep: (row: Row) => Value | null,
  enough: (values: readonly Value[]) => boolean,
): Promise<Value[]> {
  const values: Value[] = [];
  let cursor: Cursor | null = null;
  for (;;) {
    const rows: Row[] = await page(cursor, PAGE_ROWS);
    for (const row of rows) {
      const value = keep(row);
      if (value === null) continue;
      values.push(value);
      if (enough(values)) return values;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return values;
    cursor = cursorOf(last);
    await yieldToEventLoop();
  }
}
