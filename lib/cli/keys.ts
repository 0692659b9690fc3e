/** Decodes the bytes of a terminal to keys: UTF-8, control keys and escape sequences. Never throws. */

/** A key that does not insert a character, named by its effect on the line. */
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

/** By the part of a CSI or SS3 sequence after its introducer (`ESC [ A`, `ESC O A`, `ESC [ 3 ~`). Others are ignored. */
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

/** By the character after ESC. */
const ALT: Record<string, ControlKey> = { b: "word-left", f: "word-right", "\u007f": "kill-word" };

const MAX_SEQUENCE = 16;

/** Whether a line may contain this character: not a control, direction mark, lone surrogate or replacement character. */
export const isPlainCharacter = (c: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are rejected here
  !/^[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ud800-\udfff]$/u.test(
    c,
  );

export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8");
  #afterReturn = false;
  /** The characters after an ESC; undefined outside an escape sequence. */
  #sequence: string | undefined;

  /** The keys in these bytes. Incomplete characters and sequences are completed by the next call. */
  decode(bytes: Uint8Array): Key[] {
    const keys: Key[] = [];
    for (const c of this.#utf8.decode(bytes, { stream: true })) this.#decodeCharacter(c, keys);
    return keys;
  }

  #decodeCharacter(c: string, keys: Key[]): void {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = c === "\r";
    // CR, LF, CR LF and CR NUL are one Enter each; terminals send any of them.
    if (afterReturn && (c === "\n" || c === "\u0000")) return;
    if (this.#sequence !== undefined) this.#continueSequence(this.#sequence, c, keys);
    else if (c === "\r" || c === "\n") keys.push({ control: "enter" });
    else if (c === "\u001b") this.#sequence = "";
    else {
      const control = CONTROLS[c];
      if (control !== undefined) keys.push({ control });
      else if (isPlainCharacter(c)) keys.push({ text: c });
    }
  }

  #continueSequence(before: string, c: string, keys: Key[]): void {
    const all = before + c;
    const isOpen = before === "" ? c === "[" || c === "O" : !/[\x40-\x7e]/.test(c);
    // A line end inside a sequence is an Enter, so that a stray ESC does not hide the end of a command.
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
