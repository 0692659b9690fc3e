/**
 * Listings whose lines a narrow terminal broke: the rule below the heading, which is one line, stands there as several,
 * so its first tells the width. Blanks at the break may be lost, so each piece is filled up to that width again.
 */
import { isRule, type Line } from "./lines";

/** Narrower is a rule of another table, not a broken one. */
const NARROWEST = 40;
/** How a row of show ap summary or of show ap image begins; nothing that follows a break looks like it. */
const ROW = /^\S+\s+(?:\d\s+[A-Za-z][!-~]{2,39}|\d+(?:\.\d+){3}\s+\d+(?:\.\d+){3})(?:\s|$)/;
/** As many as a rule of 165 characters has at that width. */
const PIECES = 5;

export function unwrapped(lines: readonly Line[]): readonly Line[] {
  const whole: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    const pieces = brokenRule(lines, i);
    if (line === undefined) break;
    if (pieces === 0) {
      whole.push(line);
      i++;
      continue;
    }
    const width = line.text.length;
    joinHeading(whole, pieces, width);
    whole.push(joined(lines.slice(i, i + pieces), width));
    i = joinRows(lines, { from: i + pieces, pieces, width }, whole);
  }
  return whole;
}

/** How many lines from `at` on are one broken rule; 0: none begins there. */
function brokenRule(lines: readonly Line[], at: number): number {
  const width = lines[at]?.text.length ?? 0;
  if (width < NARROWEST) return 0;
  let end = at;
  while (end - at < PIECES && /^-+$/.test(lines[end]?.text ?? "")) {
    end++;
    if ((lines[end - 1]?.text.length ?? 0) !== width) break;
  }
  const last = lines[end - 1]?.text.length ?? 0;
  return end - at >= 2 && last <= width ? end - at : 0;
}

/** The heading is at most as many lines as its rule. */
function joinHeading(whole: Line[], pieces: number, width: number): void {
  for (let back = 2; back <= pieces; back++) {
    if (!/^AP Name\b/i.test(whole.at(-back)?.text ?? "")) continue;
    whole.push(joined(whole.splice(-back), width));
    return;
  }
}

/** Rows up to a blank line, another rule or the end. @returns Where they end. */
function joinRows(
  lines: readonly Line[],
  { from, pieces, width }: { from: number; pieces: number; width: number },
  whole: Line[],
): number {
  let row: Line[] = [];
  let i = from;
  for (; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || line.text === "" || isRule(line.text)) break;
    const begins = ROW.test(line.text);
    // What is no row and belongs to none (a prompt, the next listing) ends them; a long location may take one more.
    if (!begins && (row.length === 0 || row.length > pieces || isPrompt(line.text))) break;
    if (begins && row.length > 0) {
      whole.push(joined(row, width));
      row = [];
    }
    row.push(line);
  }
  if (row.length > 0) whole.push(joined(row, width));
  return i;
}

const isPrompt = (text: string): boolean => /^[\w.-]{1,64}[#>]/.test(text);

const joined = (pieces: readonly Line[], width: number): Line => ({
  numbers: pieces.flatMap(({ numbers }) => numbers),
  text: pieces.map(({ text }, i) => (i === pieces.length - 1 ? text : text.padEnd(width))).join(""),
});
