/**
 * Editing of one line: keys in, the text to echo out. The line stays on one row of the terminal: a longer one scrolls
 * sideways behind a `$`, as routers do. Knows no command: what `?` and Tab say is asked from outside.
 */
import type { Key } from "./keys";

/** Longest line in characters; a longer one is not run. */
export const MAX_LINE = 1024;
const MAX_HISTORY = 100;
const BELL = "\u0007";
const ERASE_TO_END = "\u001b[K";

export type Edit = {
  /** To be written to the terminal. */
  echo: string;
  /** The line has ended, and how; the editor is then empty. */
  ended?: { how: "enter" | "break" | "end-mode"; line: string; tooLong: boolean };
  /** `?` was typed behind this text. */
  help?: string;
  /** Tab was typed behind this text. */
  complete?: string;
};

/** Columns a character takes: marks none, East Asian wide ones two. */
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
  /** Columns of the whole line, kept so that typing a long line does not measure it for each character. */
  #width = 0;
  #cursor = 0;
  /** First character that is shown. */
  #left = 0;
  #recalled: number | undefined;
  #typedBeforeRecall = "";
  #tooLong = false;
  #literal = false;

  constructor(columns: number) {
    this.columns = columns;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  remember(line: string): void {
    if (line.trim() === "" || line === this.#history.at(-1)) return;
    this.#history.push(line);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
  }

  /** Begins a new line, or goes on with `text` behind a help listing. */
  begin(prompt: string, text = ""): string {
    this.#prompt = prompt;
    this.#line = [...text];
    this.#width = widthOfAll(this.#line);
    this.#cursor = this.#line.length;
    this.#left = 0;
    this.#recalled = undefined;
    this.#tooLong = false;
    this.#literal = false;
    return this.#scrolls() ? this.redraw() : prompt + text;
  }

  get text(): string {
    return this.#line.join("");
  }

  /** Takes the line off the screen, so that something else can be printed above it; `redraw` brings it back. */
  hide(): string {
    return `\r${ERASE_TO_END}`;
  }

  redraw(): string {
    const room = this.#room();
    if (!this.#scrolls()) this.#left = 0;
    else if (this.#cursor < this.#left) this.#left = this.#cursor;
    else while (widthOfAll(this.#line.slice(this.#left, this.#cursor)) > room - 1) this.#left++;
    const shown: string[] = [];
    let width = this.#left > 0 ? 1 : 0;
    for (const c of this.#line.slice(this.#left)) {
      width += widthOf(c);
      if (width > room) break;
      shown.push(c);
    }
    const behindCursor = widthOfAll(shown.slice(this.#cursor - this.#left));
    const mark = this.#left > 0 ? "$" : "";
    return `\r${this.#prompt}${mark}${shown.join("")}${ERASE_TO_END}${"\b".repeat(behindCursor)}`;
  }

  key(key: Key): Edit {
    if (this.#literal) {
      this.#literal = false;
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
        this.#literal = true;
        return { echo: "" };
      case "tab":
        return { echo: "", complete: this.#beforeCursor() };
    }
  }

  /** Puts text in at the cursor, as a completion does; without any it rings. */
  insertText(text: string): string {
    let echo = text === "" ? BELL : "";
    for (const c of text) echo += this.#insert(c).echo;
    return echo;
  }

  /** Columns for the line behind the prompt, one kept free so that the terminal does not wrap. */
  #room(): number {
    if (this.columns === 0) return Number.POSITIVE_INFINITY;
    return Math.max(8, this.columns - widthOfAll([...this.#prompt]) - 1);
  }

  #scrolls = (): boolean => this.#width > this.#room();
  #beforeCursor = (): string => this.#line.slice(0, this.#cursor).join("");

  #insert(c: string): Edit {
    if (this.#line.length >= MAX_LINE) {
      const first = !this.#tooLong;
      this.#tooLong = true;
      return { echo: first ? BELL : "" };
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
    const simple = this.#cursor === this.#line.length && !this.#scrolls() && widthOf(last) > 0;
    if (!simple) return this.#cut(this.#cursor - 1, this.#cursor);
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
    const from = this.#recalled ?? this.#history.length;
    const to = from + step;
    if (to < 0 || to > this.#history.length) return { echo: BELL };
    if (this.#recalled === undefined) this.#typedBeforeRecall = this.text;
    this.#recalled = to === this.#history.length ? undefined : to;
    this.#line = [...(this.#history[to] ?? this.#typedBeforeRecall)];
    this.#width = widthOfAll(this.#line);
    this.#cursor = this.#line.length;
    this.#left = 0;
    return { echo: this.redraw() };
  }

  #end(how: "enter" | "break" | "end-mode"): Edit {
    const line = this.text;
    const tooLong = this.#tooLong;
    this.begin(this.#prompt);
    const mark = how === "break" ? "^C" : how === "end-mode" ? "^Z" : "";
    return { echo: `${mark}\r\n`, ended: { how, line, tooLong } };
  }
}
