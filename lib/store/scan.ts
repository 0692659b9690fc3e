/** Reads newest rows page by page and keeps those that match, so that no search holds the thread for long. */
import { yieldToEventLoop } from "./batch";

const PAGE_ROWS = 2_000;

/**
 * @param page the rows behind `cursor` (from the newest when it is null), newest first, at most `take`.
 * @param keep the value of a row that is wanted, else null.
 * @param enough asked after each value whether it was the last one needed.
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
