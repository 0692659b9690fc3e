/** Makes text from outside safe to show in a log, a terminal or a table. */

/**
 * Replaces control characters (C0, DEL, C1) by `\xNN`, so that no line break or terminal sequence remains, and characters
 * that change the writing direction by `\uNNNN`, so that `rtl\u202egnp.exe` does not look like a picture.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}

/** A number with a thousands separator and its noun: `1 image`, `2,000 access points`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** The text with a capital letter at its beginning. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
