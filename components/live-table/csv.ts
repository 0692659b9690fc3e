/** Comma-separated values (RFC 4180) that a spreadsheet opens as text, never as a formula. */
import Papa from "papaparse";
import type { Column } from "./column";

/** What a spreadsheet runs as a formula. Plain numbers, also negative ones, are not among it. */
const FORMULA = /^(?![+-]?\d+(\.\d+)?$)[=+\-@\t\r]/;

/** The given columns of the given rows, after a line of column headers. A formula gets an apostrophe in front. */
export function toCsv<R>(columns: readonly Pick<Column<R>, "header" | "text">[], rows: readonly R[]): string {
  const lines = [
    columns.map((column) => column.header),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ];
  return `${Papa.unparse(lines, { newline: "\r\n", escapeFormulae: FORMULA })}\r\n`;
}
