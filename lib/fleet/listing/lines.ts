/** Text as it comes from terminals, logs of terminals, mails and spreadsheets -> the lines that the controller wrote. */

/** Longer than any line of a listing: not looked at, so that reading takes linear time. */
export const LINE_CHARACTERS = 4000;

/** One line, with the numbers of the lines of the text that it was made of; several when a narrow terminal broke it. */
export type Line = { numbers: readonly number[]; text: string };

/** Nothing but dashes, as below a heading. */
export const isRule = (text: string): boolean => text.startsWith("---") && /^[- ]+$/.test(text);

export function linesOf(text: string): Line[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ numbers: [i + 1], text: cleaned(line) }));
}

/** Without what a terminal swallows: colors, the pager's question and its erasure. */
function cleaned(line: string): string {
  if (line.length > LINE_CHARACTERS) return line;
  const plain = line.replaceAll("\u00a0", " ").replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with one
    /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-Z]|[=>])/g,
    "",
  );
  return (
    overprinted(plain)
      .replace(/ ?--More--(?: or \(q\)uit)? ?/gi, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
      .trimEnd()
  );
}

/** Backspaces move back and what follows is written over, as on the screen. */
function overprinted(line: string): string {
  if (!line.includes("\b")) return line;
  const cells: string[] = [];
  let at = 0;
  for (const c of line) {
    if (c === "\b") at = Math.max(0, at - 1);
    else cells[at++] = c;
  }
  return cells.join("");
}
