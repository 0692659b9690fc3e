/**
 * Holds the rows that the console shows, by topic and key, and a ring buffer of the newest changes. So a reader gets a
 * snapshot and then exactly the changes after it. Knows nothing of sockets or threads.
 */
import type { NewEvent, RecordedEvent } from "@/lib/contracts/events";
import {
  apOfTopic,
  type Delta,
  type KeyOf,
  type LogTopic,
  type Position,
  type RowOf,
  type SnapshotRows,
  type TableTopic,
  type Topic,
  topicRules,
} from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";

/** What has changed in a row since the last flush: the whole row, or some fields. */
type Dirty = { whole: boolean; fields: Record<string, unknown> };
type Row = Record<string, unknown>;

export type BusSettings = {
  /** Tells the sequence numbers of this start from those of earlier ones. */
  epoch: string;
  /** The simulated time of events. */
  simulated: Clock;
  /** The wall time of events, and the timer of the flushes. */
  wall: Clock;
  /** How many of the newest deltas are kept for readers that reconnect. */
  ringSize?: number;
  /** At most one batch per this many milliseconds. */
  flushEveryMs?: number;
};

/** Gets the deltas of one flush, in rising order. */
export type BatchListener = (deltas: readonly Delta[]) => void;

/** One per engine. */
export class Bus {
  readonly epoch: string;
  readonly #settings: Required<BusSettings>;
  readonly #tables = new Map<Topic, Map<string, Row>>();
  readonly #tails = new Map<Topic, { key: string; row: unknown }[]>();
  readonly #dirty = new Map<Topic, Map<string, Dirty>>();
  /** A ring buffer: the index of a delta is its sequence number modulo the size. */
  readonly #ring: Delta[] = [];
  #seq = 0;
  #pending: Delta[] = [];
  #flushTimer: Cancel | undefined;
  readonly #preparers = new Set<() => void>();
  readonly #lastPreparers = new Set<() => void>();
  readonly #batchListeners = new Set<BatchListener>();
  readonly #eventListeners = new Set<(event: RecordedEvent) => void>();

  constructor(settings: BusSettings) {
    this.#settings = { ringSize: 12_000, flushEveryMs: 250, ...settings };
    this.epoch = settings.epoch;
  }

  /** Adds or replaces a row of a table topic. The bus keeps and changes the object, so the caller must not use it again. */
  put<T extends TableTopic>(topic: T, key: KeyOf<T>, row: RowOf<T>): void {
    this.#table(topic).set(key, row as Row);
    this.#dirtyTopic(topic).set(key, { whole: true, fields: {} });
    this.flushSoon();
  }

  /** Changes fields of an existing row. Fields that already have the value send nothing; an unknown key is ignored. */
  patch<T extends TableTopic>(topic: T, key: KeyOf<T>, set: Partial<RowOf<T>>): void {
    const row = this.#table(topic).get(key);
    if (!row) return;
    const dirty = this.#dirtyTopic(topic);
    let mark = dirty.get(key);
    // Called four times a second for every moving row, so it does not allocate a list of entries.
    for (const field in set) {
      const value: unknown = set[field];
      if (Object.is(row[field], value)) continue;
      row[field] = value;
      if (!mark) {
        mark = { whole: false, fields: {} };
        dirty.set(key, mark);
      }
      if (!mark.whole) mark.fields[field] = value;
    }
    if (mark) this.flushSoon();
  }

  /** Removes a row; an unknown key is ignored. */
  del(topic: TableTopic, key: string): void {
    if (!this.#table(topic).delete(key)) return;
    this.#dirtyTopic(topic).delete(key);
    this.#record({ seq: ++this.#seq, topic, key, op: "del" });
    this.flushSoon();
  }

  /** Adds a row to a log topic. `key` is unique in the topic. */
  append<T extends LogTopic>(topic: T, key: string, row: RowOf<T>): void {
    if (apOfTopic(topic) === null) {
      const { snapshotRows } = topicRules(topic);
      const tail = this.#tails.get(topic) ?? [];
      this.#tails.set(topic, tail);
      tail.push({ key, row });
      if (tail.length > snapshotRows * 2) tail.splice(0, tail.length - snapshotRows);
    }
    this.#record({ seq: ++this.#seq, topic, key, op: "put", row });
    this.flushSoon();
  }

  /** Records an event: adds its sequence number and times, appends it to topic `events` and calls the listeners. */
  event(happened: NewEvent): RecordedEvent {
    // Field by field, because V8 gives an object made by a spread a hidden class of its own.
    const recorded = {
      type: happened.type,
      data: happened.data,
      seq: this.#seq + 1,
      at: this.#settings.simulated.now(),
      wallAt: this.#settings.wall.now(),
    } as RecordedEvent;
    this.append("events", String(recorded.seq), recorded);
    for (const listener of this.#eventListeners) listener(recorded);
    return recorded;
  }

  /** Calls the listener with each event until the returned function is called. */
  onEvent(listener: (event: RecordedEvent) => void): Cancel {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  /** A row as it is now; undefined when it does not exist. */
  row<T extends TableTopic>(topic: T, key: KeyOf<T>): Readonly<RowOf<T>> | undefined {
    return this.#table(topic).get(key) as Readonly<RowOf<T>> | undefined;
  }

  /** All rows of a table topic as they are now. */
  rows<T extends TableTopic>(topic: T): Readonly<RowOf<T>>[] {
    return [...this.#table(topic).values()] as Readonly<RowOf<T>>[];
  }

  /** Sets the rows of a log topic after a start, oldest first, without sending deltas. */
  seedTail<T extends LogTopic>(topic: T, lines: { key: string; row: RowOf<T> }[]): void {
    this.#tails.set(topic, lines.slice(-topicRules(topic).snapshotRows));
  }

  /** Calls the listener with each batch, at most one per `flushEveryMs`, until the returned function is called. */
  onBatch(listener: BatchListener): Cancel {
    this.#batchListeners.add(listener);
    return () => void this.#batchListeners.delete(listener);
  }

  /**
   * Calls `prepare` at the start of each flush until the returned function is called, so that rows which summarize other
   * rows are made once per batch and agree with it.
   * @param order `last`: after those rows are made, for rows that are derived from them in turn
   */
  beforeFlush(prepare: () => void, order: "first" | "last" = "first"): Cancel {
    const preparers = order === "first" ? this.#preparers : this.#lastPreparers;
    preparers.add(prepare);
    return () => void preparers.delete(prepare);
  }

  /** Makes sure that a flush follows, although no row has changed yet. */
  flushSoon(): void {
    this.#flushTimer ??= this.#settings.wall.after(this.#settings.flushEveryMs, () => this.flush());
  }

  /** Brings the rows up to date that are made once for each batch, so that all rows are those of one moment. */
  prepare(): void {
    for (const prepare of this.#preparers) prepare();
    for (const prepare of this.#lastPreparers) prepare();
  }

  /** Makes deltas of all changes and sends them to the listeners now. */
  flush(): void {
    this.prepare();
    this.#flushTimer?.();
    this.#flushTimer = undefined;
    for (const [topic, keys] of this.#dirty) {
      for (const [key, mark] of keys) {
        const row = this.#table(topic).get(key);
        if (!row) continue;
        this.#record(
          mark.whole
            ? { seq: ++this.#seq, topic, key, op: "put", row: { ...row } }
            : { seq: ++this.#seq, topic, key, op: "patch", set: mark.fields },
        );
      }
      keys.clear();
    }
    if (this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    for (const listener of this.#batchListeners) listener(batch);
  }

  get position(): Position {
    return { epoch: this.epoch, seq: this.#seq };
  }

  /** The rows of the topics and their position. The consoles of access points are not here but in the log book. */
  snapshot(topics: readonly Topic[]): { position: Position; rows: SnapshotRows[] } {
    this.flush();
    return {
      position: this.position,
      rows: topics.map((topic) => ({
        topic,
        rows: this.#tables.has(topic)
          ? [...this.#table(topic)].map(([key, row]) => ({ key, row }))
          : (this.#tails.get(topic) ?? []).slice(-topicRules(topic).snapshotRows),
      })),
    };
  }

  /** The deltas after `position`; undefined when the ring buffer does not reach back so far, or the epoch is another. */
  since(position: Position, topics: readonly Topic[]): { position: Position; deltas: Delta[] } | undefined {
    this.flush();
    if (position.epoch !== this.epoch || position.seq > this.#seq) return undefined;
    const { ringSize } = this.#settings;
    if (this.#seq - position.seq > ringSize) return undefined;
    const wanted = new Set(topics);
    const deltas: Delta[] = [];
    for (let seq = position.seq + 1; seq <= this.#seq; seq++) {
      const delta = this.#ring[seq % ringSize];
      if (delta && wanted.has(delta.topic)) deltas.push(delta);
    }
    return { position: this.position, deltas };
  }

  /** Sends the last batch and removes all listeners. */
  stop(): void {
    this.flush();
    this.#preparers.clear();
    this.#lastPreparers.clear();
    this.#batchListeners.clear();
    this.#eventListeners.clear();
  }

  #record(delta: Delta): void {
    this.#pending.push(delta);
    this.#ring[delta.seq % this.#settings.ringSize] = delta;
  }

  #table(topic: Topic): Map<string, Row> {
    let table = this.#tables.get(topic);
    if (!table) {
      table = new Map();
      this.#tables.set(topic, table);
    }
    return table;
  }

  #dirtyTopic(topic: Topic): Map<string, Dirty> {
    let dirty = this.#dirty.get(topic);
    if (!dirty) {
      dirty = new Map();
      this.#dirty.set(topic, dirty);
    }
    return dirty;
  }
}
