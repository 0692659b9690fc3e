/**
 * The rows of the live stream, outside React. Messages are applied one by one, and listeners are called once per
 * message. A component subscribes to a single row or to the changes of a whole topic.
 */
import {
  type Delta,
  isLogTopic,
  type Position,
  type RowOf,
  type StreamMessage,
  type Topic,
} from "@/lib/contracts/stream";

/** What one message changed in a topic. */
export type TopicChange = {
  /** Rows were added or removed, or all of them were replaced. */
  membership: boolean;
  /** Fields that changed in rows that existed before. */
  fields: ReadonlySet<string>;
  /** Keys of rows that changed, were added, or were removed. */
  keys: ReadonlySet<string>;
};

/** `pending`: the rows have not arrived yet. `ready`: the rows are complete. */
export type TopicStatus = "pending" | "ready";

type Row = Record<string, unknown>;
type TopicState = {
  rows: Map<string, Row>;
  keys: readonly string[];
  rowListeners: Map<string, Set<() => void>>;
  topicListeners: Set<(change: TopicChange) => void>;
  status: TopicStatus;
};
type PendingChange = { membership: boolean; fields: Set<string>; keys: Set<string> };

/** Log topics only grow in the stream; older lines are dropped here. */
const MAX_LOG_ROWS = 5_000;

const NO_KEYS: readonly string[] = [];

function sameFields(a: Row, b: Row): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
}

/** The rows of all followed topics. */
export class RowStore {
  readonly #topics = new Map<Topic, TopicState>();
  readonly #statusListeners = new Set<() => void>();
  #snapshots = new Map<Topic, Map<string, Row>>();
  #position: Position | undefined;

  /** The position in the stream up to which the rows are current; undefined before the first complete snapshot. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** Makes the next connection ask for a snapshot, because the rows no longer match a position. */
  forgetPosition(): void {
    this.#position = undefined;
  }

  /** Starts a new connection: drops the incomplete snapshot of the last one. */
  beginConnection(): void {
    this.#snapshots = new Map();
  }

  /** Keeps only these topics. Others lose their rows and are `pending` when they are followed again. */
  retain(topics: readonly Topic[]): void {
    for (const [topic, state] of this.#topics) {
      if (topics.includes(topic) || state.status === "pending") continue;
      const keys = new Set(state.rows.keys());
      state.rows = new Map();
      state.keys = NO_KEYS;
      state.status = "pending";
      for (const listener of this.#statusListeners) listener();
      this.#notify(new Map([[topic, { membership: true, fields: new Set<string>(), keys }]]));
    }
  }

  /** Applies one message. False when it does not match the rows: then a new snapshot is needed. */
  apply(message: StreamMessage): boolean {
    switch (message.event) {
      case "snapshot": {
        const rows = this.#snapshots.get(message.data.topic) ?? new Map<string, Row>();
        this.#snapshots.set(message.data.topic, rows);
        for (const { key, row } of message.data.rows) rows.set(key, row as Row);
        return true;
      }
      case "snapshot-complete":
        // Listeners see the position that belongs to the rows, so that they notice a restart of the program.
        this.#position = message.data.position;
        this.#replaceRows(message.data.topics);
        return true;
      case "resumed":
        return this.#position !== undefined && this.#position.epoch === message.data.position.epoch;
      case "delta":
        return this.#applyDeltas(message.data.deltas, message.data.position);
      case "fault":
        return true;
    }
  }

  /** Whether the rows of a topic are complete. */
  status(topic: Topic): TopicStatus {
    return this.#topics.get(topic)?.status ?? "pending";
  }

  /** The topics whose rows are complete. */
  readyTopics(): ReadonlySet<Topic> {
    return new Set([...this.#topics].filter(([, { status }]) => status === "ready").map(([topic]) => topic));
  }

  /** Calls `listener` after the status of some topic has changed. Returns a function that unsubscribes. */
  subscribeStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  /** One row; undefined when it does not exist. */
  row<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.#topics.get(topic)?.rows.get(key) as RowOf<T> | undefined;
  }

  /** Keys in the order in which the rows arrived; the same array until a row is added or removed. */
  keys(topic: Topic): readonly string[] {
    return this.#topics.get(topic)?.keys ?? NO_KEYS;
  }

  /** Calls `listener` when this row changes. Returns a function that unsubscribes. */
  subscribeRow(topic: Topic, key: string, listener: () => void): () => void {
    const { rowListeners } = this.#stateOf(topic);
    const listeners = rowListeners.get(key) ?? new Set();
    rowListeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) rowListeners.delete(key);
    };
  }

  /** Calls `listener` once per message that changes the topic. Returns a function that unsubscribes. */
  subscribeTopic(topic: Topic, listener: (change: TopicChange) => void): () => void {
    const { topicListeners } = this.#stateOf(topic);
    topicListeners.add(listener);
    return () => void topicListeners.delete(listener);
  }

  /** Replaces the rows of complete topics; rows with equal fields stay the same objects. */
  #replaceRows(topics: readonly Topic[]): void {
    const changes = new Map<Topic, PendingChange>();
    let hasNew = false;
    for (const topic of topics) {
      const state = this.#stateOf(topic);
      const next = this.#snapshots.get(topic) ?? new Map<string, Row>();
      const keys = new Set<string>();
      for (const [key, row] of next) {
        const old = state.rows.get(key);
        if (old !== undefined && sameFields(old, row)) next.set(key, old);
        else keys.add(key);
      }
      for (const key of state.rows.keys()) if (!next.has(key)) keys.add(key);
      state.rows = next;
      state.keys = [...next.keys()];
      hasNew ||= state.status === "pending";
      state.status = "ready";
      changes.set(topic, { membership: true, fields: new Set(), keys });
    }
    this.#snapshots = new Map();
    if (hasNew) for (const listener of this.#statusListeners) listener();
    this.#notify(changes);
  }

  #applyDeltas(deltas: readonly Delta[], position: Position): boolean {
    const from = this.#position;
    if (from === undefined || from.epoch !== position.epoch) return false;
    const changes = new Map<Topic, PendingChange>();
    for (const delta of deltas) {
      if (delta.seq <= from.seq) continue;
      const state = this.#topics.get(delta.topic);
      if (state?.status !== "ready") continue;
      let change = changes.get(delta.topic);
      if (!change) {
        change = { membership: false, fields: new Set(), keys: new Set() };
        changes.set(delta.topic, change);
      }
      if (!applyDelta(state.rows, delta, change)) return false;
      if (isLogTopic(delta.topic)) trim(state.rows, change);
    }
    for (const [topic, change] of changes) {
      const state = this.#stateOf(topic);
      if (change.membership) state.keys = [...state.rows.keys()];
    }
    if (position.seq > from.seq) this.#position = position;
    this.#notify(changes);
    return true;
  }

  #notify(changes: ReadonlyMap<Topic, PendingChange>): void {
    for (const [topic, change] of changes) {
      const state = this.#stateOf(topic);
      for (const key of change.keys) {
        for (const listener of state.rowListeners.get(key) ?? []) listener();
      }
      for (const listener of state.topicListeners) listener(change);
    }
  }

  #stateOf(topic: Topic): TopicState {
    let state = this.#topics.get(topic);
    if (!state) {
      state = {
        rows: new Map(),
        keys: NO_KEYS,
        rowListeners: new Map(),
        topicListeners: new Set(),
        status: "pending",
      };
      this.#topics.set(topic, state);
    }
    return state;
  }
}

/** False when a patch is for a row that does not exist: a message was missed. */
function applyDelta(rows: Map<string, Row>, delta: Delta, change: PendingChange): boolean {
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

/** Drops the oldest lines of a log. */
function trim(rows: Map<string, Row>, change: PendingChange): void {
  for (const key of rows.keys()) {
    if (rows.size <= MAX_LOG_ROWS) return;
    rows.delete(key);
    change.keys.add(key);
  }
}
