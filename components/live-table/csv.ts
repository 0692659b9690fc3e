/** The rows of a table as CSV. */
import { csvLine } from "@/lib/kit/csv";
import type { Column } from "./column";

/** The given columns of the given rows, after a line of column headers. */
export const toCsv = <R>(
  columns: readonly Pick<Column<R>, "header" | "text">[],
  rows: readonly R[],
): string =>
  [columns.map((column) => column.header), ...rows.map((row) => columns.map((column) => column.text(row)))]
    .map(csvLine)
    .join("");
