/** Makes text from outside safe to show in a log, a terminal or a table. */
import { grouped } from "./number-text";

/**
 * What cannot be shown as it is: control characters (so that no line break or terminal sequence remains), characters that
 * are invisible or change the writing direction (so that `rtl\u202egnp.exe` does not look like a picture), line separators,
 * and halves of characters.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Replaces what cannot be shown by `\xNN`, `\uNNNN` or `\u{N...}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    if (code.length > 4) return `\\u{${code}}`;
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}

/** Whether everybody sees a name as it is. Also not: private use characters, and what stands for undecodable bytes. */
export const canBeShown = (name: string): boolean =>
  printable(name) === name && !/[\p{Co}\ufffd]/u.test(name);

/** A number with a thousands separator and its noun: `1 image`, `2,000 access points`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** The text with a capital letter at its beginning. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
