/** Cells of one line of CSV (RFC 4180), with the semicolons and tabs of spreadsheets. A quoted cell ends on its line. */
import Papa from "papaparse";

const DELIMITERS = [";", ",", "\t"];

/** Which character separates the cells of this line: the one that makes most cells. Undefined when there is one cell. */
export function detectDelimiter(line: string): string | undefined {
  // Most lines of a listing have none; this check keeps them away from the slower parser.
  if (!DELIMITERS.some((delimiter) => line.includes(delimiter))) return undefined;
  const { errors, meta } = Papa.parse<string[]>(line, { delimitersToGuess: DELIMITERS, newline: "\n" });
  return errors.some(({ code }) => code === "UndetectableDelimiter") ? undefined : meta.delimiter;
}

/** The cells without surrounding blanks. Undefined when a quotation mark is opened and never closed. */
export function splitCells(line: string, delimiter: string): string[] | undefined {
  const { data, errors } = Papa.parse<string[]>(line, { delimiter, newline: "\n" });
  if (errors.some(({ type }) => type === "Quotes")) return undefined;
  return (data[0] ?? [""]).map((cell) => withoutFormulaGuard(cell).trim());
}

/** Spreadsheets put an apostrophe before a cell that would otherwise run as a formula. */
const withoutFormulaGuard = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);
