/** Splits a text into lines. */

/** The lines of a text without their line ends. A line end at the end of the text adds no empty line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
