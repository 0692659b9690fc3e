/** Downloads the filtered timeline as text, oldest entry first. */
import { notify } from "@/components/ui/toast-store";
import type { RunCommand } from "@/lib/contracts/commands";
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { isoTime } from "@/lib/kit/time-text";
import { sourceName } from "./source-look";
import { type EntryFilter, queryOf } from "./timeline-filter";

const PAGE_ENTRIES = 5_000;
const MAX_ENTRIES = 100_000;

export async function saveTimeline(
  run: RunCommand,
  filter: EntryFilter,
  nameOf: (apId: string) => string,
  save: (text: string) => void,
): Promise<void> {
  const pages: TimelineEntry[][] = [];
  let before: string | undefined;
  for (let count = 0; count < MAX_ENTRIES; ) {
    const answer = await run("timeline.read", { ...queryOf(filter), before, limit: PAGE_ENTRIES });
    if (!answer.ok)
      return notify("The timeline was not downloaded", { tone: "fail", body: answer.fault.message });
    const { entries, more } = answer.value;
    pages.unshift(entries);
    count += entries.length;
    before = entries[0]?.key;
    if (!more || before === undefined) break;
  }
  save(
    pages
      .flat()
      .map((entry) => textOf(entry, nameOf))
      .join(""),
  );
}

/** `2026-11-23T02:49:18.123Z  Controller    ap-3  *Nov 23 …`: UTC, and each line as it was written. */
function textOf({ wallAt, source, apId, text }: TimelineEntry, nameOf: (apId: string) => string): string {
  const ap = apId === null ? "-" : nameOf(apId);
  return `${isoTime(wallAt)}  ${sourceName(source).padEnd(12)}  ${ap.padEnd(16)}  ${text}\n`;
}
