/**
 * Comma-separated values (RFC 4180) that a spreadsheet opens as text, never as a formula. Every CSV that this program
 * writes is made here.
 */

/** What is a number for everybody and needs no apostrophe. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
/**
 * Where a spreadsheet may begin a cell: at the start of the text and, since where a comma is the decimal sign it separates by
 * semicolons and does not see our quotes, behind a semicolon, tab or line break. There, spaces and quotes do not help.
 */
const FORMULA = /(?<=^|[;\t\r\n])([ "]*)(?=[=+\-@\t\r])/g;

/** The cell as text: each formula mark has an apostrophe in front. Plain numbers stay as they are. */
export const defused = (cell: string): string => (NUMBER.test(cell) ? cell : cell.replace(FORMULA, "$1'"));

/** One line with its end. Every cell is quoted. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${defused(cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
