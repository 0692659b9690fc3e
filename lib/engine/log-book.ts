/**
 * Every log line of the program passes here: gets its id, becomes printable, goes to the live topics at once and to
 * the store in batches.
 */
import type { LogLine, NewLogLine } from "@/lib/contracts/logs";
import type { SnapshotRows, Topic } from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import type { Bus } from "./bus";

export type LogStore = {
  append(lines: LogLine[]): Promise<void>;
  lastId(): Promise<number>;
  read(query: {
    source: LogLine["source"];
    apId: string | null;
    text: string;
    before: number | null;
    limit: number;
  }): Promise<{ lines: LogLine[]; more: boolean }>;
};

const WRITE_EVERY_MS = 500;
const CONSOLE_TAIL = 300;

export class LogBook {
  readonly #bus: Bus;
  readonly #store: LogStore;
  readonly #wall: Clock;
  readonly #onFault: (cause: unknown) => void;
  #nextId: number;
  #pending: LogLine[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: Cancel | undefined;

  private constructor(
    bus: Bus,
    store: LogStore,
    wall: Clock,
    onFault: (cause: unknown) => void,
    lastId: number,
  ) {
    this.#bus = bus;
    this.#store = store;
    this.#wall = wall;
    this.#onFault = onFault;
    this.#nextId = lastId + 1;
  }

  /** Opens the book behind the last line that the store has, with the newest lines as the tails of the live topics. */
  static async open(
    bus: Bus,
    store: LogStore,
    wall: Clock,
    onFault: (cause: unknown) => void,
  ): Promise<LogBook> {
    for (const source of ["syslog", "install"] as const) {
      const { lines } = await store.read({ source, apId: null, text: "", before: null, limit: 500 });
      bus.seedTail(
        source,
        lines.sort((a, b) => a.id - b.id).map((row) => ({ key: String(row.id), row })),
      );
    }
    return new LogBook(bus, store, wall, onFault, await store.lastId());
  }

  append(line: NewLogLine): void {
    const row: LogLine = {
      ...line,
      text: printable(line.text),
      id: this.#nextId++,
      wallAt: this.#wall.now(),
    };
    if (row.source === "console") {
      if (row.apId !== null) this.#bus.append(`console:${row.apId}`, String(row.id), row);
    } else if (row.source !== "tftp") {
      this.#bus.append(row.source, String(row.id), row);
    }
    this.#pending.push(row);
    this.#timer ??= this.#wall.after(WRITE_EVERY_MS, () => void this.flush());
  }

  /** Writes what is pending; resolves when everything appended before the call is stored. */
  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const lines = this.#pending;
    this.#pending = [];
    if (lines.length > 0) {
      this.#writing = this.#writing.then(() => this.#store.append(lines)).catch(this.#onFault);
    }
    return this.#writing;
  }

  /** The newest lines, written or not. Oldest first. */
  async read(query: Parameters<LogStore["read"]>[0]): Promise<{ lines: LogLine[]; more: boolean }> {
    await this.flush();
    const answer = await this.#store.read(query);
    return { lines: answer.lines.sort((a, b) => a.id - b.id), more: answer.more };
  }

  /** The snapshot of a topic `console:<apId>`. */
  async consoleTail(topic: Topic): Promise<SnapshotRows> {
    const apId = topic.slice("console:".length);
    const { lines } = await this.read({
      source: "console",
      apId,
      text: "",
      before: null,
      limit: CONSOLE_TAIL,
    });
    return { topic, rows: lines.map((row) => ({ key: String(row.id), row })) };
  }
}
