/** Cells of one line of CSV (RFC 4180, and the semicolons and tabs of spreadsheets); a quoted cell ends on its line. */

const DELIMITERS = [";", ",", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What separates cells in this line: the one that makes the most of them; undefined: it is one cell. */
export function delimiterOf(text: string): Delimiter | undefined {
  let best: Delimiter | undefined;
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const count = text.split(delimiter).length;
    if (count > most) {
      most = count;
      best = delimiter;
    }
  }
  return best;
}

/** Undefined: a quote is opened and never closed. */
export function cellsOf(text: string, delimiter: Delimiter): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : undefined;
    if (text[at] === '"' && cell === undefined) return undefined;
    const end = text.indexOf(delimiter, cell?.end ?? at);
    const stop = end < 0 ? text.length : end;
    cells.push(unguarded(cell === undefined ? text.slice(at, stop) : cell.content).trim());
    at = stop + 1;
  }
  return cells;
}

function quotedCell(text: string, at: number): { content: string; end: number } | undefined {
  let content = "";
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] !== '"') content += text[i];
    else if (text[i + 1] === '"') content += text[++i];
    else return { content, end: i + 1 };
  }
  return undefined;
}

/** Without the apostrophe that keeps spreadsheets from running a cell as a formula. */
const unguarded = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);
