/**
 * The engine's memory of what the console shows: keyed rows by topic, and a ring of the newest changes, so that a
 * reader can have a snapshot and then exactly what came after it (spec 23). Knows nothing of sockets or threads.
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

type Dirty = { whole: boolean; fields: Record<string, unknown> };
type Row = Record<string, unknown>;

export type BusSettings = {
  epoch: string;
  /** Gives events their simulated time. */
  simulated: Clock;
  /** Gives events their wall time, and paces the flushes. */
  wall: Clock;
  /** Newest deltas kept for readers that reconnect; spec 23 asks for at least 10,000. */
  ringSize?: number;
  /** At most one batch per this many milliseconds. */
  flushEveryMs?: number;
};

export type BatchListener = (deltas: readonly Delta[]) => void;

export class Bus {
  readonly epoch: string;
  readonly #settings: Required<BusSettings>;
  readonly #tables = new Map<Topic, Map<string, Row>>();
  readonly #tails = new Map<Topic, { key: string; row: unknown }[]>();
  readonly #dirty = new Map<Topic, Map<string, Dirty>>();
  /** Sequence numbers have no holes: a delta's place is its number modulo the size. */
  readonly #ring: Delta[] = [];
  #seq = 0;
  #fresh: Delta[] = [];
  #flushTimer: Cancel | undefined;
  readonly #batchListeners = new Set<BatchListener>();
  readonly #eventListeners = new Set<(event: RecordedEvent) => void>();

  constructor(settings: BusSettings) {
    this.#settings = { ringSize: 12_000, flushEveryMs: 250, ...settings };
    this.epoch = settings.epoch;
  }

  /** A whole row of a table topic, new or replaced. The bus keeps the object: hand it a fresh one. */
  put<T extends TableTopic>(topic: T, key: KeyOf<T>, row: RowOf<T>): void {
    this.#table(topic).set(key, row as Row);
    this.#dirtyTopic(topic).set(key, { whole: true, fields: {} });
    this.#arm();
  }

  /** Changed fields of a row that is there; fields that have that value already are left out. Unknown keys are ignored. */
  patch<T extends TableTopic>(topic: T, key: KeyOf<T>, set: Partial<RowOf<T>>): void {
    const row = this.#table(topic).get(key);
    if (!row) return;
    const dirty = this.#dirtyTopic(topic);
    let mark = dirty.get(key);
    // Called four times a second for whatever moves: no list of entries is made for it.
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
    if (mark) this.#arm();
  }

  /** Removes a row; removing what is not there does nothing. */
  del(topic: TableTopic, key: string): void {
    if (!this.#table(topic).delete(key)) return;
    this.#dirtyTopic(topic).delete(key);
    this.#record({ seq: ++this.#seq, topic, key, op: "del" });
    this.#arm();
  }

  /** A line of a log topic. `key` is unique in the topic. */
  append<T extends LogTopic>(topic: T, key: string, row: RowOf<T>): void {
    if (apOfTopic(topic) === null) {
      const { snapshotRows } = topicRules(topic);
      const tail = this.#tails.get(topic) ?? [];
      this.#tails.set(topic, tail);
      tail.push({ key, row });
      if (tail.length > snapshotRows * 2) tail.splice(0, tail.length - snapshotRows);
    }
    this.#record({ seq: ++this.#seq, topic, key, op: "put", row });
    this.#arm();
  }

  /** Records that something happened: gives it its number and times, tells listeners, appends it to topic `events`. */
  event(happened: NewEvent): RecordedEvent {
    // Field by field: copied by a spread, each event would bring a description of its own shape (V8).
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

  onEvent(listener: (event: RecordedEvent) => void): Cancel {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  row<T extends TableTopic>(topic: T, key: KeyOf<T>): Readonly<RowOf<T>> | undefined {
    return this.#table(topic).get(key) as Readonly<RowOf<T>> | undefined;
  }

  rows<T extends TableTopic>(topic: T): Readonly<RowOf<T>>[] {
    return [...this.#table(topic).values()] as Readonly<RowOf<T>>[];
  }

  /** Restores the tail of a log topic after a start, without telling anyone. Oldest first. */
  seedTail<T extends LogTopic>(topic: T, lines: { key: string; row: RowOf<T> }[]): void {
    this.#tails.set(topic, lines.slice(-topicRules(topic).snapshotRows));
  }

  /** Called with each batch, at most one per `flushEveryMs`, deltas in rising order. */
  onBatch(listener: BatchListener): Cancel {
    this.#batchListeners.add(listener);
    return () => void this.#batchListeners.delete(listener);
  }

  /** Turns what is dirty into deltas now and hands the batch out. */
  flush(): void {
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
    if (this.#fresh.length === 0) return;
    const batch = this.#fresh;
    this.#fresh = [];
    for (const listener of this.#batchListeners) listener(batch);
  }

  get position(): Position {
    return { epoch: this.epoch, seq: this.#seq };
  }

  /** All rows of the topics, and the position that they are at. Console topics come from the log book, not from here. */
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

  /** Exactly the deltas after `position`, or undefined when the ring no longer reaches back there (or never did). */
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

  stop(): void {
    this.flush();
    this.#batchListeners.clear();
    this.#eventListeners.clear();
  }

  #record(delta: Delta): void {
    this.#fresh.push(delta);
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

  #arm(): void {
    this.#flushTimer ??= this.#settings.wall.after(this.#settings.flushEveryMs, () => this.flush());
  }
}
