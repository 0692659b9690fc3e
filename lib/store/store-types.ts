/**
 * What the program remembers on disk, as ports in the contracts' own types: no Prisma here, so that rooms and tests
 * can be written against it. The real one is store.ts, the one for tests is lib/testing/memory-store.ts; both pass
 * store-contract.ts.
 *
 * Every write resolves when it is durable. While the disk refuses (full, locked) it waits and is tried again, in
 * order; it rejects only when it can never succeed, or when too much waits already.
 */
import type { AuditEntry } from "@/lib/contracts/commands/audit";
import type { LogQuery } from "@/lib/contracts/commands/logs";
import type { EventType, RecordedEvent } from "@/lib/contracts/events";
import type { Fault } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";
import type { CatalogPort } from "@/lib/images/catalog";

/** One access point: who it is, and what its machine must know to go on after a restart. */
export type StoredAp = {
  id: string;
  name: string;
  model: string;
  ip: string;
  ethernetMac: string;
  /** JSON of the behavior; its reader validates it. */
  behavior: unknown;
  /** JSON of the AP machine's state; its reader validates it. */
  machine: unknown;
};

/**
 * A stretch of the time axis: rows by wall time, those of one millisecond by id. From the edge on, away from it: `older`
 * answers the newest first, `newer` the oldest first.
 */
export type TimeRange<Id extends number | string> = {
  towards: "older" | "newer";
  /** Null: from the end of the axis. */
  edge: AxisEdge<Id> | null;
  /** One access point's; null: those that speak of none; undefined: all. */
  apId?: string | null;
  take: number;
};
/** Rows of that very millisecond are all inside, all outside, or inside only behind an id. */
export type AxisEdge<Id extends number | string> = { wallAt: number; ties: "in" | "out" | { behind: Id } };
/** Where the next stretch begins; `next` is null when there is no more. */
export type InTimeRange<Row, Id extends number | string> = { rows: Row[]; next: AxisEdge<Id> | null };
export type StoredAuditEntry = AuditEntry & { id: number };

export type ApStore = {
  /** Sorted by id. */
  all(): Promise<StoredAp[]>;
  /** Each access point is stored whole; thousands at once take a fraction of a second. */
  upsert(aps: readonly StoredAp[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
};

/** Single JSON documents by key: `lab`, `controller`, `profile`, `upgrade`, `settings`. */
export type DocumentStore = {
  get(key: string): Promise<unknown>;
  /** `undefined` removes the document. */
  put(key: string, value: unknown): Promise<void>;
};

export type LogStore = {
  append(lines: readonly LogLine[]): Promise<void>;
  /** The newest `limit` matches before the id `before`, oldest first. `more`: older ones match, too. */
  read(query: LogQuery): Promise<{ lines: LogLine[]; more: boolean }>;
  /**
   * `ofUpgrade`: only lines that speak of an upgrade. With a `text`, `take` lines are looked through and those that
   * contain it are answered.
   */
  stretch(
    query: TimeRange<number> & { source: LogLine["source"]; ofUpgrade?: boolean; text?: string },
  ): Promise<InTimeRange<LogLine, number>>;
  /** 0 when there is none. */
  lastId(): Promise<number>;
  /** Removes oldest lines until all texts together have at most `maxBytes`; returns how many. */
  prune(maxBytes: number): Promise<number>;
};

export type EventStore = {
  append(events: readonly RecordedEvent[]): Promise<void>;
  /** Newest first, of one access point or of all. */
  read(query: { apId?: string; limit: number }): Promise<RecordedEvent[]>;
  /** Without those of `except`. The id is the store's own: sequence numbers begin again at each start. */
  stretch(
    query: TimeRange<number> & { except: readonly EventType[] },
  ): Promise<InTimeRange<{ id: number; event: RecordedEvent }, number>>;
  /** Keeps the newest `keep`; returns how many were removed. */
  prune(keep: number): Promise<number>;
};

export type TransferStore = {
  /** Ended transfers. A row whose id is stored already replaces it (its digest came later). */
  append(rows: readonly TransferRow[]): Promise<void>;
  /**
   * Newest end first. Transfers that ended in the same millisecond are never cut apart, so that `before` = the last
   * row's end gives the next page without a gap; a page may be longer than `limit` by those.
   */
  history(query: TransferHistoryQuery): Promise<{ rows: TransferRow[]; more: boolean }>;
  /** Ended transfers on the axis by when they began, or by when they ended. */
  stretch(
    query: TimeRange<string> & { by: "startedAt" | "endedAt" },
  ): Promise<InTimeRange<TransferRow, string>>;
  /** Keeps the newest `keep`; returns how many were removed. */
  prune(keep: number): Promise<number>;
};

/** Append-only: there is no way to change or remove an entry. */
export type AuditStore = {
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first, before the id `before`. */
  list(query: { limit: number; before: number | null }): Promise<{
    entries: StoredAuditEntry[];
    more: boolean;
  }>;
};

export type Store = {
  aps: ApStore;
  documents: DocumentStore;
  logs: LogStore;
  events: EventStore;
  transfers: TransferStore;
  audit: AuditStore;
  catalog: CatalogPort;
  /** Writes what still waits, once more at least, and closes. A FaultError says how many rows were lost, if any. */
  close(): Promise<void>;
};

/** Told when writing begins to fail (again for another reason), and with null when it works again. */
export type StoreFaultListener = (fault: Fault | null) => void;
