/** Bytes of a terminal -> keys: UTF-8, control keys, escape sequences, CR / LF / CR LF as one Enter. Never throws. */

export type ControlKey =
  | "enter"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "word-left"
  | "word-right"
  | "tab"
  | "kill-to-start"
  | "kill-to-end"
  | "kill-word"
  | "redraw"
  | "literal"
  | "break"
  | "end-mode";
/** One printable character, or a control key. */
export type Key = { text: string } | { control: ControlKey };

const CONTROLS: Record<string, ControlKey> = {
  "\u0001": "home",
  "\u0002": "left",
  "\u0003": "break",
  "\u0004": "delete",
  "\u0005": "end",
  "\u0006": "right",
  "\b": "backspace",
  "\t": "tab",
  "\u000b": "kill-to-end",
  "\f": "redraw",
  "\u000e": "down",
  "\u0010": "up",
  "\u0012": "redraw",
  "\u0015": "kill-to-start",
  "\u0016": "literal",
  "\u0017": "kill-word",
  "\u0018": "kill-to-start",
  "\u001a": "end-mode",
  "\u001e": "break",
  "\u007f": "backspace",
};

/** Final part of a CSI or SS3 sequence (`ESC [ A`, `ESC O A`, `ESC [ 3 ~`). Others, such as pasted-text marks, mean nothing. */
const SEQUENCES: Record<string, ControlKey> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  "1~": "home",
  "7~": "home",
  "4~": "end",
  "8~": "end",
  "3~": "delete",
  "1;5C": "word-right",
  "1;5D": "word-left",
};

const ALT: Record<string, ControlKey> = { b: "word-left", f: "word-right", "\u007f": "kill-word" };

const MAX_SEQUENCE = 16;

/** Whether a character may stand in a line: no control, no text direction mark, no half of a pair, no replacement. */
export const isPlainCharacter = (c: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  !/^[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ud800-\udfff]$/u.test(
    c,
  );

export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8");
  #afterReturn = false;
  /** What followed an ESC so far; undefined outside of a sequence. */
  #sequence: string | undefined;

  decode(bytes: Uint8Array): Key[] {
    const keys: Key[] = [];
    for (const c of this.#utf8.decode(bytes, { stream: true })) this.#take(c, keys);
    return keys;
  }

  #take(c: string, keys: Key[]): void {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = c === "\r";
    // A terminal may send CR, LF, CR LF or CR NUL for one Enter.
    if (afterReturn && (c === "\n" || c === "\u0000")) return;
    if (this.#sequence !== undefined) this.#continue(this.#sequence, c, keys);
    else if (c === "\r" || c === "\n") keys.push({ control: "enter" });
    else if (c === "\u001b") this.#sequence = "";
    else {
      const control = CONTROLS[c];
      if (control !== undefined) keys.push({ control });
      else if (isPlainCharacter(c)) keys.push({ text: c });
    }
  }

  #continue(before: string, c: string, keys: Key[]): void {
    const all = before + c;
    const isOpen = before === "" ? c === "[" || c === "O" : !/[\x40-\x7e]/.test(c);
    // A line end inside a sequence ends the line: a stray ESC must not swallow a command's Enter.
    if (c === "\r" || c === "\n") {
      this.#sequence = undefined;
      keys.push({ control: "enter" });
    } else if (isOpen && all.length <= MAX_SEQUENCE) {
      this.#sequence = all;
    } else {
      this.#sequence = undefined;
      const control = before === "" ? ALT[c] : SEQUENCES[all.slice(1)];
      if (control !== undefined) keys.push({ control });
    }
  }
}
