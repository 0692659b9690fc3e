/**
 * Edits one line: takes keys and returns the text to echo. The line stays on one row of the terminal; a longer line
 * scrolls sideways with a `$` at its left, as on IOS. The caller answers `?` and Tab.
 */
import type { Key } from "./keys";

/** The longest line in characters. A longer one is not run. */
export const MAX_LINE = 1024;
const MAX_HISTORY = 100;
const BELL = "\u0007";
const ERASE_TO_END = "\u001b[K";

/** The effect of one key. */
export type Edit = {
  /** The text to write to the terminal. */
  echo: string;
  /** Present when the key ended the line. The editor is empty then. */
  ended?: { how: "enter" | "break" | "end-mode"; line: string; tooLong: boolean };
  /** Present when `?` was typed after this text. */
  help?: string;
  /** Present when Tab was typed after this text. */
  complete?: string;
};

/** The columns of a character: 0 for combining marks, 2 for East Asian wide characters and emoji. */
function widthOf(c: string): number {
  if (c < "\u0300") return 1;
  if (/^\p{M}$/u.test(c)) return 0;
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$/u.test(
    c,
  )
    ? 2
    : 1;
}
const widthOfAll = (cs: readonly string[]): number => cs.reduce((sum, c) => sum + widthOf(c), 0);

export class LineEditor {
  /** Columns of the terminal; 0 is unlimited. */
  columns: number;
  readonly #history: string[] = [];
  #prompt = "";
  #line: string[] = [];
  /** The columns of the whole line, so that it is not measured again for each typed character. */
  #width = 0;
  #cursor = 0;
  /** The index of the first visible character. */
  #firstVisible = 0;
  /** The index in the history of the line that is shown; undefined for the line that is being typed. */
  #historyIndex: number | undefined;
  #typedBeforeRecall = "";
  #isTooLong = false;
  /** Whether Ctrl-V was typed, so that the next key is inserted as it is. */
  #insertsLiteral = false;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** The remembered lines, oldest first. */
  get history(): readonly string[] {
    return this.#history;
  }

  /** Adds a line to the history, unless it is empty or the same as the last one. */
  remember(line: string): void {
    if (line.trim() === "" || line === this.#history.at(-1)) return;
    this.#history.push(line);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
  }

  /** Starts a line with a prompt and text. @returns the text to write to the terminal */
  begin(prompt: string, text = ""): string {
    this.#prompt = prompt;
    this.#line = [...text];
    this.#width = widthOfAll(this.#line);
    this.#cursor = this.#line.length;
    this.#firstVisible = 0;
    this.#historyIndex = undefined;
    this.#isTooLong = false;
    this.#insertsLiteral = false;
    return this.#scrolls() ? this.redraw() : prompt + text;
  }

  /** The line as typed so far. */
  get text(): string {
    return this.#line.join("");
  }

  /** Removes the line from the screen, so that something can be printed above it. `redraw` shows it again. */
  hide(): string {
    return `\r${ERASE_TO_END}`;
  }

  /** Shows prompt, line and cursor again. */
  redraw(): string {
    const available = this.#availableColumns();
    if (!this.#scrolls()) this.#firstVisible = 0;
    else if (this.#cursor < this.#firstVisible) this.#firstVisible = this.#cursor;
    else
      while (widthOfAll(this.#line.slice(this.#firstVisible, this.#cursor)) > available - 1)
        this.#firstVisible++;
    const shown: string[] = [];
    let width = this.#firstVisible > 0 ? 1 : 0;
    for (const c of this.#line.slice(this.#firstVisible)) {
      width += widthOf(c);
      if (width > available) break;
      shown.push(c);
    }
    const columnsAfterCursor = widthOfAll(shown.slice(this.#cursor - this.#firstVisible));
    const mark = this.#firstVisible > 0 ? "$" : "";
    return `\r${this.#prompt}${mark}${shown.join("")}${ERASE_TO_END}${"\b".repeat(columnsAfterCursor)}`;
  }

  /** Applies one key. */
  key(key: Key): Edit {
    if (this.#insertsLiteral) {
      this.#insertsLiteral = false;
      return "text" in key ? this.#insert(key.text) : { echo: BELL };
    }
    if ("text" in key) {
      return key.text === "?" ? { echo: "", help: this.#beforeCursor() } : this.#insert(key.text);
    }
    switch (key.control) {
      case "enter":
      case "break":
      case "end-mode":
        return this.#end(key.control);
      case "backspace":
        return this.#backspace();
      case "delete":
        return this.#cut(this.#cursor, this.#cursor + 1);
      case "left":
        return this.#move(this.#cursor - 1);
      case "right":
        return this.#move(this.#cursor + 1);
      case "home":
        return this.#move(0);
      case "end":
        return this.#move(this.#line.length);
      case "word-left":
        return this.#move(this.#wordLeft());
      case "word-right":
        return this.#move(this.#wordRight());
      case "kill-to-start":
        return this.#cut(0, this.#cursor);
      case "kill-to-end":
        return this.#cut(this.#cursor, this.#line.length);
      case "kill-word":
        return this.#cut(this.#wordLeft(), this.#cursor);
      case "up":
        return this.#recall(-1);
      case "down":
        return this.#recall(1);
      case "redraw":
        return { echo: this.redraw() };
      case "literal":
        this.#insertsLiteral = true;
        return { echo: "" };
      case "tab":
        return { echo: "", complete: this.#beforeCursor() };
    }
  }

  /** Inserts text at the cursor, such as a completion. Rings the bell when the text is empty. */
  insertText(text: string): string {
    let echo = text === "" ? BELL : "";
    for (const c of text) echo += this.#insert(c).echo;
    return echo;
  }

  /** The columns after the prompt, less one so that the terminal does not wrap. */
  #availableColumns(): number {
    if (this.columns === 0) return Number.POSITIVE_INFINITY;
    return Math.max(8, this.columns - widthOfAll([...this.#prompt]) - 1);
  }

  #scrolls = (): boolean => this.#width > this.#availableColumns();
  #beforeCursor = (): string => this.#line.slice(0, this.#cursor).join("");

  #insert(c: string): Edit {
    if (this.#line.length >= MAX_LINE) {
      const isFirst = !this.#isTooLong;
      this.#isTooLong = true;
      return { echo: isFirst ? BELL : "" };
    }
    const atEnd = this.#cursor === this.#line.length;
    if (atEnd) this.#line.push(c);
    else this.#line.splice(this.#cursor, 0, c);
    this.#cursor++;
    this.#width += widthOf(c);
    return { echo: atEnd && !this.#scrolls() ? c : this.redraw() };
  }

  #backspace(): Edit {
    const last = this.#line[this.#cursor - 1];
    if (last === undefined) return { echo: "" };
    const canErase = this.#cursor === this.#line.length && !this.#scrolls() && widthOf(last) > 0;
    if (!canErase) return this.#cut(this.#cursor - 1, this.#cursor);
    this.#line.pop();
    this.#cursor--;
    const width = widthOf(last);
    this.#width -= width;
    return { echo: "\b".repeat(width) + " ".repeat(width) + "\b".repeat(width) };
  }

  #cut(from: number, to: number): Edit {
    if (from >= to || from >= this.#line.length) return { echo: "" };
    this.#width -= widthOfAll(this.#line.splice(from, to - from));
    this.#cursor = from;
    return { echo: this.redraw() };
  }

  #move(to: number): Edit {
    const target = Math.min(this.#line.length, Math.max(0, to));
    if (target === this.#cursor) return { echo: "" };
    const from = this.#cursor;
    this.#cursor = target;
    if (this.#scrolls()) return { echo: this.redraw() };
    return {
      echo:
        target < from
          ? "\b".repeat(widthOfAll(this.#line.slice(target, from)))
          : this.#line.slice(from, target).join(""),
    };
  }

  #wordLeft(): number {
    let at = this.#cursor;
    while (at > 0 && this.#line[at - 1] === " ") at--;
    while (at > 0 && this.#line[at - 1] !== " ") at--;
    return at;
  }

  #wordRight(): number {
    let at = this.#cursor;
    while (at < this.#line.length && this.#line[at] === " ") at++;
    while (at < this.#line.length && this.#line[at] !== " ") at++;
    return at;
  }

  #recall(step: -1 | 1): Edit {
    const from = this.#historyIndex ?? this.#history.length;
    const to = from + step;
    if (to < 0 || to > this.#history.length) return { echo: BELL };
    if (this.#historyIndex === undefined) this.#typedBeforeRecall = this.text;
    this.#historyIndex = to === this.#history.length ? undefined : to;
    this.#line = [...(this.#history[to] ?? this.#typedBeforeRecall)];
    this.#width = widthOfAll(this.#line);
    this.#cursor = this.#line.length;
    this.#firstVisible = 0;
    return { echo: this.redraw() };
  }

  #end(how: "enter" | "break" | "end-mode"): Edit {
    const line = this.text;
    const tooLong = this.#isTooLong;
    this.begin(this.#prompt);
    const mark = how === "break" ? "^C" : how === "end-mode" ? "^Z" : "";
    return { echo: `${mark}\r\n`, ended: { how, line, tooLong } };
  }
}
