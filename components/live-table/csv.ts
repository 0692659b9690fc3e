/** Comma-separated values (RFC 4180) that a spreadsheet opens as text, never as a formula. */
import type { Column } from "./column";

/** What a spreadsheet would run as a formula gets an apostrophe in front; plain numbers stay numbers. */
function csvCell(text: string): string {
  const harmless = /^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = !harmless && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The shown columns of the shown rows, with a heading line. */
export function toCsv<R>(columns: readonly Pick<Column<R>, "header" | "text">[], rows: readonly R[]): string {
  const lines = [
    columns.map((c) => csvCell(c.header)),
    ...rows.map((row) => columns.map((c) => csvCell(c.text(row)))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}
