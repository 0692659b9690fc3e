/**
 * What the program stores on disk, as ports in the types of `lib/contracts`, without Prisma. `store.ts` implements them on
 * SQLite, `lib/testing/memory-store.ts` in memory for tests; both pass `store-contract.ts`.
 *
 * A write resolves when it is durable. While the disk is full or the database is locked it waits and is tried again, in
 * order. It rejects only when it can never succeed, when too many rows wait already, or when it is something that somebody
 * has ordered and waits for: a document by `put`, or users, sessions and tokens. That is given up after a few seconds.
 */
import type { Role } from "@/lib/contracts/actor";
import type { AuditEntry, AuditQuery, AuditRow, AuditValues } from "@/lib/contracts/audit";
import type { LogPage, LogQuery } from "@/lib/contracts/commands/logs";
import type { EventType, RecordedEvent } from "@/lib/contracts/events";
import type { Fault } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import type { Profile } from "@/lib/contracts/profile";
import type { RunQuery, RunRow } from "@/lib/contracts/runs";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";
import type { Delivery, DeliveryQuery, DeliveryRow } from "@/lib/contracts/webhooks";
import type { CatalogPort } from "@/lib/images/catalog";

/** One access point: its identity, and the state with which it continues after a restart. */
export type StoredAp = {
  id: string;
  name: string;
  model: string;
  ip: string;
  ethernetMac: string;
  /** The behavior as JSON; to be validated by the reader. */
  behavior: unknown;
  /** The AP machine's state as JSON; to be validated by the reader. */
  machine: unknown;
};

/**
 * A range of rows ordered by wall time, and by id within one millisecond. It begins at the edge: `older` returns the newest
 * rows first, `newer` the oldest first.
 */
export type TimeRange<Id extends number | string> = {
  towards: "older" | "newer";
  /** Null: from the newest or the oldest row. */
  edge: AxisEdge<Id> | null;
  /** Rows of one access point; null: rows without access point; undefined: all rows. */
  apId?: string | null;
  /** Number of rows to look at. */
  take: number;
};
/** Rows of exactly this millisecond are all inside the range, all outside, or inside only behind an id. */
export type AxisEdge<Id extends number | string> = { wallAt: number; ties: "in" | "out" | { behind: Id } };
/** The rows of a range, and the edge of the next one; `next` is null when there are no more rows. */
export type TimeRangePage<Row, Id extends number | string> = { rows: Row[]; next: AxisEdge<Id> | null };

export type ApStore = {
  /** Sorted by id. */
  all(): Promise<StoredAp[]>;
  /** Inserts or replaces access points; thousands at once take a fraction of a second. */
  upsert(aps: readonly StoredAp[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
};

/** Single JSON documents by key: `lab`, `controller`, `profile`, `upgrade`, `settings`. */
export type DocumentStore = {
  get(key: string): Promise<unknown>;
  /**
   * Stores what somebody has ordered; `undefined` removes the document. While writes fail, it is given up after a few
   * seconds: it rejects, and is not written later. So the caller changes its state only afterwards.
   */
  put(key: string, value: unknown): Promise<void>;
  /** Stores what has happened, as soon as that is possible. */
  keep(key: string, value: unknown): Promise<void>;
};

export type LogStore = {
  append(lines: readonly LogLine[]): Promise<void>;
  /** The newest `limit` matching lines before the id `before`. */
  read(query: LogQuery): Promise<LogPage>;
  /**
   * Reads a range of lines. `ofUpgrade`: only lines of an upgrade. With a `text`, `take` lines are searched and those that
   * contain it are returned.
   */
  readRange(
    query: TimeRange<number> & { source: LogLine["source"]; ofUpgrade?: boolean; text?: string },
  ): Promise<TimeRangePage<LogLine, number>>;
  /** The highest id; 0 without lines. */
  lastId(): Promise<number>;
  /**
   * Removes the oldest lines of the largest log until all together keep the limits, so that a flood in one log leaves the
   * others alone. Returns the number of removed lines.
   */
  prune(limits: LogLimits): Promise<number>;
};

/** What log lines may take. The database is the text, its indexes, and everything else that is stored. */
export type LogLimits = { textBytes: number; lines: number; databaseBytes: number };

export type EventStore = {
  append(events: readonly RecordedEvent[]): Promise<void>;
  /** The newest events first, of one access point or of all. */
  read(query: { apId?: string; limit: number }): Promise<RecordedEvent[]>;
  /** Without the types in `except`. The id is the store's own: sequence numbers start again with each start. */
  readRange(
    query: TimeRange<number> & { except: readonly EventType[] },
  ): Promise<TimeRangePage<{ id: number; event: RecordedEvent }, number>>;
  /** Keeps the newest `keep` rows. Returns the number of removed rows. */
  prune(keep: number): Promise<number>;
};

export type TransferStore = {
  /** Stores ended transfers. A row with a known id replaces the stored one, as when its digest is verified later. */
  append(rows: readonly TransferRow[]): Promise<void>;
  /**
   * The newest end first. Transfers that ended in the same millisecond stay on one page, which may make it longer than
   * `limit`; so `before` = the end of the last row gives the next page without a gap.
   */
  history(query: TransferHistoryQuery): Promise<{ rows: TransferRow[]; more: boolean }>;
  /** Ended transfers, ordered by when they started or by when they ended. */
  readRange(
    query: TimeRange<string> & { by: "startedAt" | "endedAt" },
  ): Promise<TimeRangePage<TransferRow, string>>;
  /** Keeps the newest `keep` rows. Returns the number of removed rows. */
  prune(keep: number): Promise<number>;
};

/** One run: its row, and what is stored beside it. */
export type StoredRun = {
  row: RunRow;
  /** Null when it is not known. */
  profile: Profile | null;
  /** Its recording goes on. */
  isRecorded: boolean;
  recordingBytes: number;
};

export type RunStore = {
  /** Inserts a run or replaces the one with this number. */
  put(run: StoredRun): Promise<void>;
  /** Undefined for a number that no stored run has. */
  get(number: number): Promise<StoredRun | undefined>;
  /** The newest matching runs first. */
  list(query: RunQuery): Promise<{ rows: RunRow[]; more: boolean }>;
  /** The highest number; 0 without runs. */
  lastNumber(): Promise<number>;
  /** Adds a piece to the recording of a run. Pieces are counted from 0; one with a known number replaces the stored one. */
  addPiece(number: number, piece: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The stored pieces of a recording, in order. */
  pieces(number: number): Promise<Uint8Array<ArrayBuffer>[]>;
  /** Keeps the newest `keep` runs, at least one, because numbers go on from it. Returns the number of removed runs. */
  prune(keep: number): Promise<number>;
};

/** Entries cannot be changed, and only the oldest ones are removed. Each carries the hash of the one before it. */
export type AuditStore = {
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** The newest matching entries first, before the id `before`. */
  list(query: AuditQuery): Promise<{ entries: AuditRow[]; more: boolean }>;
  values(): Promise<AuditValues>;
  /**
   * Keeps the newest `keep` entries. If that drops any, the newest one says how many, and the hash that the chain continues
   * from. @param wallAt of that entry, in milliseconds. @returns the number of dropped entries
   */
  prune(keep: number, wallAt: number): Promise<number>;
};

/** A user of the console and of the command line. Times are wall milliseconds. */
export type StoredUser = {
  name: string;
  role: Role;
  isDisabled: boolean;
  passwordHash: string;
  passwordChangedAt: number;
  signedInAt: number | null;
};

/** A session of a browser. Times are wall milliseconds. */
export type StoredSession = {
  id: string;
  /** SHA-256 of the secret in the browser's cookie, as hexadecimal digits. */
  secretHash: string;
  user: string;
  from: string;
  browser: string;
  createdAt: number;
  usedAt: number;
  /** When its user typed the password last. */
  confirmedAt: number;
};

/** A token of a script. Times are wall milliseconds. */
export type StoredToken = {
  id: string;
  /** SHA-256 of the token, as hexadecimal digits. */
  secretHash: string;
  name: string;
  role: Role;
  user: string;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
};

export type IdentityStore = {
  all(): Promise<{ users: StoredUser[]; sessions: StoredSession[]; tokens: StoredToken[] }>;
  /** Inserts a user or replaces the one of this name. */
  putUser(user: StoredUser): Promise<void>;
  removeUser(name: string): Promise<void>;
  putSessions(sessions: readonly StoredSession[]): Promise<void>;
  removeSessions(ids: readonly string[]): Promise<void>;
  putTokens(tokens: readonly StoredToken[]): Promise<void>;
  removeTokens(ids: readonly string[]): Promise<void>;
};

export type WebhookStore = {
  /**
   * Stores deliveries of what has happened, and in the same write the document that says what webhooks were told: a crash
   * leaves both or neither.
   */
  record(deliveries: readonly Delivery[], document: { key: string; value: unknown }): Promise<void>;
  /** Stores a delivery that somebody has ordered. */
  put(delivery: Delivery): Promise<void>;
  /** Stores what became of deliveries. */
  keep(deliveries: readonly Delivery[]): Promise<void>;
  /** Undefined for an id that no stored delivery has. */
  get(id: string): Promise<Delivery | undefined>;
  /** Newest first. */
  list(query: DeliveryQuery): Promise<{ deliveries: DeliveryRow[]; more: boolean }>;
  /** Those that have to be sent, oldest first. */
  waiting(): Promise<DeliveryRow[]>;
  /** The highest number; 0 without deliveries. */
  lastNumber(): Promise<number>;
  /** Removes the deliveries of a webhook. */
  removeOf(webhookId: string): Promise<void>;
  /** Keeps the newest `keep` deliveries, and those that have to be sent. Returns the number of removed ones. */
  prune(keep: number): Promise<number>;
};

export type Store = {
  aps: ApStore;
  documents: DocumentStore;
  logs: LogStore;
  events: EventStore;
  transfers: TransferStore;
  runs: RunStore;
  audit: AuditStore;
  catalog: CatalogPort;
  identity: IdentityStore;
  webhooks: WebhookStore;
  /** The program stops: what cannot be written within two seconds is given up. */
  hurry(): void;
  /** Tries waiting writes once more and closes. Rejects with a FaultError that says how many rows were lost. */
  close(): Promise<void>;
};

/** Called when writing starts to fail, or fails for another reason, and with null when it works again. */
export type StoreFaultListener = (fault: Fault | null) => void;
