/** The log lines of a store in memory, in the order of their ids: a simulated year has millions of them. */
import type { LogLine } from "@/lib/contracts/logs";
import { largestExcess, textAllowance } from "@/lib/store/log-shares";
import { containsText, logLineMatches } from "@/lib/store/matching";
import type { Store } from "@/lib/store/store-types";
import { timeRangeOf } from "@/lib/store/time-range";

/** A copy through JSON, as a database makes it. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const done = Promise.resolve();

export function createMemoryLogs(): Store["logs"] {
  /** Ascending ids. */
  let lines: LogLine[] = [];
  const bytesOf = new Map<string, number>();
  const count = ({ source, text }: LogLine, sign: 1 | -1) =>
    void bytesOf.set(source, (bytesOf.get(source) ?? 0) + sign * Buffer.byteLength(text));

  /** The index of the first line with this id or a higher one. */
  const placeOf = (id: number): number => {
    if (id > (lines.at(-1)?.id ?? 0)) return lines.length;
    const place = lines.findIndex((line) => line.id >= id);
    return place === -1 ? lines.length : place;
  };

  return {
    append(added) {
      for (const line of added) {
        const place = placeOf(line.id);
        const replaced = lines[place]?.id === line.id ? lines[place] : undefined;
        if (replaced) count(replaced, -1);
        lines.splice(place, replaced ? 1 : 0, copy(line));
        count(line, 1);
      }
      return done;
    },
    read(query) {
      const found: LogLine[] = [];
      let searched = 0;
      let more = false;
      for (let i = lines.length - 1; i >= 0 && !more; i--) {
        const line = lines[i];
        if (line === undefined || (query.before !== null && line.id >= query.before)) continue;
        if (line.source === query.source) searched++;
        if (!logLineMatches(line, query)) continue;
        if (found.length < query.limit) found.push(line);
        else more = true;
      }
      return Promise.resolve({
        lines: copy(found.reverse()),
        more,
        searched: query.text.trim() === "" ? null : searched,
      });
    },
    readRange({ source, apId, ofUpgrade, text = "", ...range }) {
      const asked = lines.filter(
        (line) =>
          line.source === source &&
          (apId === undefined || line.apId === apId) &&
          (ofUpgrade !== true || line.upgradeId !== null),
      );
      const { rows, next } = timeRangeOf(asked, range, (line) => line);
      return Promise.resolve(copy({ rows: rows.filter((line) => containsText(line.text, text)), next }));
    },
    lastId: () => Promise.resolve(lines.at(-1)?.id ?? 0),
    prune(limits) {
      const textBytes = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
      const maxBytes = textAllowance({ textBytes, lines: lines.length, databaseBytes: 0 }, limits);
      const removed = new Set<LogLine>();
      const oldest = new Map<string, number>();
      for (;;) {
        const over = largestExcess(bytesOf, maxBytes);
        if (over === null) break;
        let place = oldest.get(over.source) ?? 0;
        while (place < lines.length && lines[place]?.source !== over.source) place++;
        const line = lines[place];
        if (line === undefined) break;
        oldest.set(over.source, place + 1);
        count(line, -1);
        removed.add(line);
      }
      if (removed.size > 0) lines = lines.filter((line) => !removed.has(line));
      return Promise.resolve(removed.size);
    },
  };
}
