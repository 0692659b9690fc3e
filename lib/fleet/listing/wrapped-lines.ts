/**
 * Joins the lines of listings that a narrow terminal wrapped. The rule below the heading is one line; when it is printed
 * as several, the first of them shows the width. Blanks at the wrap may be lost, so each piece is padded to that width.
 */
import { isRule, type Line } from "./lines";

/** A narrower rule belongs to another table. */
const MIN_COLUMNS = 40;
/** The start of a row of `show ap summary` or `show ap image`; the rest of a wrapped row never looks like it. */
const ROW_START = /^\S+\s+(?:\d\s+[A-Za-z][!-~]{2,39}|\d+(?:\.\d+){3}\s+\d+(?:\.\d+){3})(?:\s|$)/;
/** A rule of 165 characters takes this many lines at the smallest width. */
const MAX_PIECES = 5;

/** The same lines with wrapped headings, rules and rows joined. */
export function joinWrappedLines(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    const pieces = countRulePieces(lines, i);
    if (line === undefined) break;
    if (pieces === 0) {
      joined.push(line);
      i++;
      continue;
    }
    const width = line.text.length;
    joinHeading(joined, pieces, width);
    joined.push(joinPieces(lines.slice(i, i + pieces), width));
    i = joinRows(lines, { from: i + pieces, pieces, width }, joined);
  }
  return joined;
}

/** How many lines from `at` on are one wrapped rule. 0: no wrapped rule starts there. */
function countRulePieces(lines: readonly Line[], at: number): number {
  const width = lines[at]?.text.length ?? 0;
  if (width < MIN_COLUMNS) return 0;
  let end = at;
  while (end - at < MAX_PIECES && /^-+$/.test(lines[end]?.text ?? "")) {
    end++;
    if ((lines[end - 1]?.text.length ?? 0) !== width) break;
  }
  const last = lines[end - 1]?.text.length ?? 0;
  return end - at >= 2 && last <= width ? end - at : 0;
}

/** Joins the heading at the end of `joined`. It has at most as many lines as its rule. */
function joinHeading(joined: Line[], pieces: number, width: number): void {
  for (let back = 2; back <= pieces; back++) {
    if (!/^AP Name\b/i.test(joined.at(-back)?.text ?? "")) continue;
    joined.push(joinPieces(joined.splice(-back), width));
    return;
  }
}

/**
 * Joins the rows up to a blank line, another rule or the end, and appends them to `joined`.
 * @returns the index of the first line after the rows
 */
function joinRows(
  lines: readonly Line[],
  { from, pieces, width }: { from: number; pieces: number; width: number },
  joined: Line[],
): number {
  let row: Line[] = [];
  let i = from;
  for (; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || line.text === "" || isRule(line.text)) break;
    const startsRow = ROW_START.test(line.text);
    // A prompt or another listing ends the rows. A row may have one line more than the rule, for a long location.
    if (!startsRow && (row.length === 0 || row.length > pieces || isPrompt(line.text))) break;
    if (startsRow && row.length > 0) {
      joined.push(joinPieces(row, width));
      row = [];
    }
    row.push(line);
  }
  if (row.length > 0) joined.push(joinPieces(row, width));
  return i;
}

const isPrompt = (text: string): boolean => /^[\w.-]{1,64}[#>]/.test(text);

const joinPieces = (pieces: readonly Line[], width: number): Line => ({
  numbers: pieces.flatMap(({ numbers }) => numbers),
  text: pieces.map(({ text }, i) => (i === pieces.length - 1 ? text : text.padEnd(width))).join(""),
});
