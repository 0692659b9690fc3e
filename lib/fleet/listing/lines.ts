/** Splits text from terminals, terminal logs, mails and spreadsheets into the lines that the controller printed. */

/** Longer lines are not parsed, so that parsing takes linear time. No line of a listing is that long. */
export const MAX_LINE_CHARACTERS = 4000;

/** One line and its line numbers in the text, from 1: several when a narrow terminal wrapped it. */
export type Line = { numbers: readonly number[]; text: string };

/** Whether the line is a rule of dashes, as below a heading. */
export const isRule = (text: string): boolean => text.startsWith("---") && /^[- ]+$/.test(text);

/** The lines of the text without terminal control sequences. */
export function splitLines(text: string): Line[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ numbers: [i + 1], text: removeTerminalControls(line) }));
}

/** Removes what a terminal does not show: color sequences, pager prompts and their erasure. */
function removeTerminalControls(line: string): string {
  if (line.length > MAX_LINE_CHARACTERS) return line;
  const plain = line.replaceAll("\u00a0", " ").replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with one
    /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-Z]|[=>])/g,
    "",
  );
  return (
    applyBackspaces(plain)
      .replace(/ ?--More--(?: or \(q\)uit)? ?/gi, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
      .trimEnd()
  );
}

/** A backspace moves the cursor back, and the next character overwrites the one there, as on the screen. */
function applyBackspaces(line: string): string {
  if (!line.includes("\b")) return line;
  const cells: string[] = [];
  let at = 0;
  for (const c of line) {
    if (c === "\b") at = Math.max(0, at - 1);
    else cells[at++] = c;
  }
  return cells.join("");
}
