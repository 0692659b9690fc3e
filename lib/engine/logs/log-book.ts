/**
 * Every log line of the program passes here: gets its id, becomes printable, goes to the live topics at once and to
 * the store in batches.
 */

import type { LogQuery } from "@/lib/contracts/commands/logs";
import type { LogLine, NewLogLine } from "@/lib/contracts/logs";
import { apOfTopic, type SnapshotRows, type Topic, topics } from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import type { LogStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { BatchWriter } from "./batch-writer";

type Store = Pick<LogStore, "append" | "lastId" | "read">;

export class LogBook {
  readonly #bus: Bus;
  readonly #store: Store;
  readonly #wall: Clock;
  readonly #writer: BatchWriter<LogLine>;
  readonly #readers = new Set<(line: LogLine) => void>();
  #nextId: number;

  private constructor(
    bus: Bus,
    store: Store,
    wall: Clock,
    onFault: (cause: unknown) => void,
    lastId: number,
  ) {
    this.#bus = bus;
    this.#store = store;
    this.#wall = wall;
    this.#writer = new BatchWriter((lines) => store.append(lines), wall, onFault);
    this.#nextId = lastId + 1;
  }

  /** Opens the book behind the last line that the store has, with the newest lines as the tails of the live topics. */
  static async open(
    bus: Bus,
    store: LogStore,
    wall: Clock,
    onFault: (cause: unknown) => void,
  ): Promise<LogBook> {
    for (const source of ["syslog", "install", "tftp", "sftp"] as const) {
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
    return new LogBook(bus, store, wall, onFault, await store.lastId());
  }

  /** The id of the newest line; 0 before the first. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  append(line: NewLogLine): void {
    // Field by field: copied by a spread, each line would bring a description of its own shape (V8).
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
    for (const reader of this.#readers) reader(row);
    // The install log repeats the syslog: nothing new on the time axis.
    if (row.source !== "install") this.#bus.patch("timeline", "timeline", { line: row.id });
  }

  /** Called with each line as it is appended, before `append` returns. */
  onLine(reader: (line: LogLine) => void): Cancel {
    this.#readers.add(reader);
    return () => void this.#readers.delete(reader);
  }

  /** Resolves when everything appended before the call is stored. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** The newest lines, written or not. Oldest first. */
  async read(query: LogQuery): Promise<{ lines: LogLine[]; more: boolean }> {
    await this.flush();
    return this.#store.read(query);
  }

  /** The snapshot of a topic `console:<apId>`. */
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
