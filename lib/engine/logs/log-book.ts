/**
 * The single writer of log lines: assigns the id, escapes control characters, publishes the line to its live topic at
 * once and stores it in batches.
 */

import type { LogPage, LogQuery } from "@/lib/contracts/commands/logs";
import type { LogLine, NewLogLine } from "@/lib/contracts/logs";
import { apOfTopic, type SnapshotRows, type Topic, topics } from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import { logLineMatches } from "@/lib/store/matching";
import type { LogStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { BatchWriter } from "./batch-writer";

type Store = Pick<LogStore, "append" | "lastId" | "read">;
/** Resolves when the work is done, or at once while the store cannot write. */
type UnlessFailing = (work: Promise<void>) => Promise<void>;

export class LogBook {
  readonly #bus: Bus;
  readonly #store: Store;
  readonly #wall: Clock;
  readonly #writer: BatchWriter<LogLine>;
  readonly #unlessFailing: UnlessFailing;
  readonly #listeners = new Set<(line: LogLine) => void>();
  #nextId: number;

  private constructor(
    bus: Bus,
    store: Store,
    wall: Clock,
    onFault: (cause: unknown) => void,
    unlessFailing: UnlessFailing,
    lastId: number,
  ) {
    this.#bus = bus;
    this.#store = store;
    this.#wall = wall;
    this.#writer = new BatchWriter((lines) => store.append(lines), wall, onFault);
    this.#unlessFailing = unlessFailing;
    this.#nextId = lastId + 1;
  }

  /** Continues the ids of the store and fills the live topics with the newest stored lines. */
  static async open(
    bus: Bus,
    store: LogStore,
    wall: Clock,
    onFault: (cause: unknown) => void,
    unlessFailing: UnlessFailing = (work) => work,
  ): Promise<LogBook> {
    for (const source of ["syslog", "install", "tftp", "sftp", "catalog"] as const) {
      const { lines } = await store.read({
        source,
        apId: null,
        text: "",
        before: null,
        limit: topics[source].snapshotRows,
      });
      bus.seedTail(
        source,
        lines.map((row) => ({ key: String(row.id), row })),
      );
    }
    return new LogBook(bus, store, wall, onFault, unlessFailing, await store.lastId());
  }

  /** The id of the newest line; 0 before the first. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  /** Publishes and stores a line. */
  append(line: NewLogLine): void {
    // Field by field: with a spread, V8 would create a hidden class for each line.
    const row: LogLine = {
      id: this.#nextId++,
      source: line.source,
      at: line.at,
      wallAt: this.#wall.now(),
      severity: line.severity,
      text: printable(line.text),
      apId: line.apId,
      transferId: line.transferId,
      upgradeId: line.upgradeId,
    };
    if (row.source === "console") {
      if (row.apId !== null) this.#bus.append(`console:${row.apId}`, String(row.id), row);
    } else {
      this.#bus.append(row.source, String(row.id), row);
    }
    this.#writer.add(row);
    for (const listener of this.#listeners) listener(row);
    // The install log repeats lines of the syslog, so the timeline does not change.
    if (row.source !== "install") this.#bus.patch("timeline", "timeline", { line: row.id });
  }

  /** Calls the listener with each appended line, before `append` returns. */
  onLine(listener: (line: LogLine) => void): Cancel {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when all lines appended before the call are stored. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** The newest matching lines, oldest first, including those that are not stored yet. */
  async read(query: LogQuery): Promise<LogPage> {
    await this.#unlessFailing(this.flush());
    const { lines, more, searched } = await this.#store.read(query);
    const stored = lines.at(-1)?.id ?? 0;
    const unwritten = this.#writer
      .unwritten()
      .filter((line) => query.before === null && line.id > stored && logLineMatches(line, query));
    const all = [...lines, ...unwritten];
    return { lines: all.slice(-query.limit), more: more || all.length > query.limit, searched };
  }

  /** The snapshot of a topic `console:<apId>`: the newest lines of that access point. */
  async consoleTail(topic: Topic): Promise<SnapshotRows> {
    const apId = apOfTopic(topic);
    const { lines } = await this.read({
      source: "console",
      apId,
      text: "",
      before: null,
      limit: topics.console.snapshotRows,
    });
    return { topic, rows: lines.map((row) => ({ key: String(row.id), row })) };
  }
}
