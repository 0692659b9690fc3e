/** Makes text from outside safe to put into Markdown: it shows as it is, and begins no markup, link or table cell. */
import { printable } from "./text";

/** Text within a paragraph, a list item or a table cell. */
export const markdownText = (text: string): string => printable(text).replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&");

/** Text in the font of code, on one line. */
export function markdownCode(text: string): string {
  const shown = printable(text).replaceAll("|", "\\|");
  if (shown === "") return "";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Lines as a block of code. */
export function markdownBlock(lines: readonly string[]): string {
  const shown = lines.map(printable);
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...shown, fence].join("\n");
}

/** A table; the cells are Markdown already. */
export const markdownTable = (headers: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headers, headers.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
