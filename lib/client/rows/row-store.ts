/**
 * The rows of the live stream, outside React: applied message by message, told to listeners once per message.
 * A component listens to one row, or to what happened to a whole topic.
 */
import {
  type Delta,
  isLogTopic,
  type Position,
  type RowOf,
  type StreamMessage,
  type Topic,
} from "@/lib/contracts/stream";

/** What one message did to a topic. */
export type TopicChange = {
  /** Rows came or went, or all of them were replaced. */
  membership: boolean;
  /** Fields that changed in rows that stayed. */
  fields: ReadonlySet<string>;
  /** Rows that changed, came or went. */
  keys: ReadonlySet<string>;
};

/** `pending`: asked for, not here yet. `ready`: what is there is all there is. */
export type TopicStatus = "pending" | "ready";

type Row = Record<string, unknown>;
type Held = {
  rows: Map<string, Row>;
  keys: readonly string[];
  rowListeners: Map<string, Set<() => void>>;
  topicListeners: Set<(change: TopicChange) => void>;
  status: TopicStatus;
};
type Mutable = { membership: boolean; fields: Set<string>; keys: Set<string> };

/** Log topics only grow on the wire; here the newest of them stay. */
const LOG_ROWS_KEPT = 5_000;

const NO_KEYS: readonly string[] = [];

function sameFields(a: Row, b: Row): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
}

export class RowStore {
  readonly #topics = new Map<Topic, Held>();
  #arriving = new Map<Topic, Map<string, Row>>();
  #position: Position | undefined;

  /** Where in the stream these rows are; undefined when nothing complete is held. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** The rows no longer follow from a position (other topics, a broken stream): the next answer must be a snapshot. */
  forgetPosition(): void {
    this.#position = undefined;
  }

  /** A new connection begins: what an earlier one left half said is dropped. */
  beginConnection(): void {
    this.#arriving = new Map();
  }

  /** Keeps only these topics. The rows of the others go, and they are `pending` when they come back. */
  retain(topics: readonly Topic[]): void {
    for (const [topic, held] of this.#topics) {
      if (topics.includes(topic) || held.status === "pending") continue;
      const keys = new Set(held.rows.keys());
      held.rows = new Map();
      held.keys = NO_KEYS;
      held.status = "pending";
      this.#tell(new Map([[topic, { membership: true, fields: new Set<string>(), keys }]]));
    }
  }

  /** Applies one message. False: it does not fit to what is here, and only a new snapshot helps. */
  apply(message: StreamMessage): boolean {
    switch (message.event) {
      case "snapshot": {
        const rows = this.#arriving.get(message.data.topic) ?? new Map<string, Row>();
        this.#arriving.set(message.data.topic, rows);
        for (const { key, row } of message.data.rows) rows.set(key, row as Row);
        return true;
      }
      case "snapshot-complete":
        this.#swap(message.data.topics);
        this.#position = message.data.position;
        return true;
      case "resumed":
        return this.#position !== undefined && this.#position.epoch === message.data.position.epoch;
      case "delta":
        return this.#advance(message.data.deltas, message.data.position);
      case "fault":
        return true;
    }
  }

  status(topic: Topic): TopicStatus {
    return this.#topics.get(topic)?.status ?? "pending";
  }

  row<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.#topics.get(topic)?.rows.get(key) as RowOf<T> | undefined;
  }

  /** Keys in the order in which the rows came; the same array until a row comes or goes. */
  keys(topic: Topic): readonly string[] {
    return this.#topics.get(topic)?.keys ?? NO_KEYS;
  }

  subscribeRow(topic: Topic, key: string, listener: () => void): () => void {
    const { rowListeners } = this.#hold(topic);
    const listeners = rowListeners.get(key) ?? new Set();
    rowListeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) rowListeners.delete(key);
    };
  }

  subscribeTopic(topic: Topic, listener: (change: TopicChange) => void): () => void {
    const { topicListeners } = this.#hold(topic);
    topicListeners.add(listener);
    return () => void topicListeners.delete(listener);
  }

  /** Replaces the rows of complete topics at once; rows that are the same stay the same objects. */
  #swap(topics: readonly Topic[]): void {
    const changes = new Map<Topic, Mutable>();
    for (const topic of topics) {
      const held = this.#hold(topic);
      const next = this.#arriving.get(topic) ?? new Map<string, Row>();
      const keys = new Set<string>();
      for (const [key, row] of next) {
        const old = held.rows.get(key);
        if (old !== undefined && sameFields(old, row)) next.set(key, old);
        else keys.add(key);
      }
      for (const key of held.rows.keys()) if (!next.has(key)) keys.add(key);
      held.rows = next;
      held.keys = [...next.keys()];
      held.status = "ready";
      changes.set(topic, { membership: true, fields: new Set(), keys });
    }
    this.#arriving = new Map();
    this.#tell(changes);
  }

  #advance(deltas: readonly Delta[], position: Position): boolean {
    const from = this.#position;
    if (from === undefined || from.epoch !== position.epoch) return false;
    const changes = new Map<Topic, Mutable>();
    for (const delta of deltas) {
      if (delta.seq <= from.seq) continue;
      const held = this.#topics.get(delta.topic);
      if (held?.status !== "ready") continue;
      let change = changes.get(delta.topic);
      if (!change) {
        change = { membership: false, fields: new Set(), keys: new Set() };
        changes.set(delta.topic, change);
      }
      if (!applyDelta(held.rows, delta, change)) return false;
      if (isLogTopic(delta.topic)) trim(held.rows, change);
    }
    for (const [topic, change] of changes) {
      const held = this.#hold(topic);
      if (change.membership) held.keys = [...held.rows.keys()];
    }
    if (position.seq > from.seq) this.#position = position;
    this.#tell(changes);
    return true;
  }

  #tell(changes: ReadonlyMap<Topic, Mutable>): void {
    for (const [topic, change] of changes) {
      const held = this.#hold(topic);
      for (const key of change.keys) {
        for (const listener of held.rowListeners.get(key) ?? []) listener();
      }
      for (const listener of held.topicListeners) listener(change);
    }
  }

  #hold(topic: Topic): Held {
    let held = this.#topics.get(topic);
    if (!held) {
      held = {
        rows: new Map(),
        keys: NO_KEYS,
        rowListeners: new Map(),
        topicListeners: new Set(),
        status: "pending",
      };
      this.#topics.set(topic, held);
    }
    return held;
  }
}

/** False when the row that a patch changes is not there: a message was missed. */
function applyDelta(rows: Map<string, Row>, delta: Delta, change: Mutable): boolean {
  const old = rows.get(delta.key);
  change.keys.add(delta.key);
  switch (delta.op) {
    case "put": {
      const row = delta.row as Row;
      if (old === undefined) change.membership = true;
      else for (const name of Object.keys(row)) if (!Object.is(old[name], row[name])) change.fields.add(name);
      rows.set(delta.key, row);
      return true;
    }
    case "patch":
      if (old === undefined) return false;
      rows.set(delta.key, { ...old, ...delta.set });
      for (const name of Object.keys(delta.set)) change.fields.add(name);
      return true;
    case "del":
      if (rows.delete(delta.key)) change.membership = true;
      return true;
  }
}

function trim(rows: Map<string, Row>, change: Mutable): void {
  for (const key of rows.keys()) {
    if (rows.size <= LOG_ROWS_KEPT) return;
    rows.delete(key);
    change.keys.add(key);
  }
}
