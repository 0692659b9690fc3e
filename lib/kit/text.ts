/** Text from outside, made safe to show in a log, a terminal or a table cell. */

/**
 * C0, DEL and C1 controls become `\xNN`, so that no line break or terminal sequence survives; marks that turn the
 * writing direction become `\uNNNN`, so that `rtl\u202egnp.exe` does not read as a picture.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
