/** What a session asks with single keys: the next page of a listing, and a secret without echo. */
import type { Key } from "./keys";
import { MAX_LINE } from "./line-editor";
import { ERASE_MORE, MORE_PROMPT, Pager } from "./pager";
import type { SessionOutput } from "./session-output";

/** The terminal on which something is asked. */
export type KeyDialog = {
  output: SessionOutput;
  /** Undefined when the input has ended. */
  nextKey(): Promise<Key | undefined>;
  hasEnded(): boolean;
};

/** Prints the lines with a question after each page. Blank prints the next page, Enter one line, another key stops. */
export async function printPages(
  { output, nextKey, hasEnded }: KeyDialog,
  lines: readonly string[],
  rows: number,
  columns: number,
): Promise<void> {
  const pager = new Pager(lines, columns);
  let rowsToPrint = rows;
  while (!pager.done && !hasEnded()) {
    output.writeLines(pager.take(rowsToPrint));
    await output.drained();
    if (pager.done) return;
    output.write(MORE_PROMPT);
    const key = await nextKey();
    output.write(ERASE_MORE);
    if (key === undefined) return;
    if ("text" in key && key.text === " ") rowsToPrint = rows;
    else if ("control" in key && ["enter", "down"].includes(key.control)) rowsToPrint = 1;
    else return;
  }
}

/** Reads a line without echo; null when Ctrl-C, Ctrl-Z or the end of the input stopped the question. */
export async function askSecret({ output, nextKey }: KeyDialog, question: string): Promise<string | null> {
  output.write(question);
  let secret = "";
  for (;;) {
    const key = await nextKey();
    if (key !== undefined && "text" in key) {
      if (secret.length < MAX_LINE) secret += key.text;
      continue;
    }
    if (key?.control === "backspace") secret = secret.slice(0, -1);
    else if (key?.control === "kill-to-start") secret = "";
    else if (key === undefined || ["enter", "break", "end-mode"].includes(key.control)) {
      output.write("\r\n");
      return key?.control === "enter" ? secret : null;
    }
  }
}
