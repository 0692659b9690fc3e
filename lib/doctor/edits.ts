/** Applies edits to the lines of a file. */
import type { CorrectedLine } from "@/lib/contracts/doctor";
import type { Edit } from "./rule";

/**
 * Applies edits by line number. Of two edits of the same place, the later one is left for the next pass.
 * @returns the changed lines
 */
export function applyEdits(lines: readonly CorrectedLine[], edits: readonly Edit[]): CorrectedLine[] {
  const replaced = new Map<number, string | null>();
  const inserted = new Map<number, string>();
  for (const edit of edits) {
    if ("after" in edit) {
      if (!inserted.has(edit.after)) inserted.set(edit.after, edit.text);
    } else if (!replaced.has(edit.line)) replaced.set(edit.line, edit.text);
  }
  const result: CorrectedLine[] = [];
  const insert = (after: number) => {
    for (const text of inserted.get(after)?.split("\n") ?? []) result.push({ text, isChanged: true });
  };
  insert(0);
  lines.forEach((line, index) => {
    const text = replaced.get(index + 1);
    if (text === undefined) result.push(line);
    else if (text !== null) result.push({ text, isChanged: true });
    insert(index + 1);
  });
  return result;
}
