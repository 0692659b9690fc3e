/** A store in memory for tests. It passes the same contract tests as the real one. */
import type { AuditEntry } from "@/lib/contracts/audit";
import type { RecordedEvent } from "@/lib/contracts/events";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Delivery } from "@/lib/contracts/webhooks";
import type { CatalogEntry } from "@/lib/images/catalog";
import {
  CHAIN_START,
  type ChainedRow,
  type ChainHead,
  chained,
  DROP_ACTION,
  dropEntry,
  dropOf,
  type LooseRow,
} from "@/lib/store/audit-chain";
import { auditColumns, auditDrop, auditRow } from "@/lib/store/audit-log";
import { apIdOf, auditMatches, endOf, runMatches, transferMatches } from "@/lib/store/matching";
import type {
  Store,
  StoredAp,
  StoredRun,
  StoredSession,
  StoredToken,
  StoredUser,
} from "@/lib/store/store-types";
import { timeRangeOf } from "@/lib/store/time-range";
import { isWaiting } from "@/lib/store/webhooks";
import { createMemoryLogs } from "./memory-logs";

/** A copy through JSON, as a database makes it. */
const copy = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)));
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

export function createMemoryStore(): Store {
  const aps = new Map<string, StoredAp>();
  const documents = new Map<string, unknown>();
  const putDocument = (key: string, value: unknown): Promise<void> => {
    if (value === undefined) documents.delete(key);
    else documents.set(key, copy(value));
    return done;
  };
  let events: { id: number; event: RecordedEvent }[] = [];
  let eventId = 0;
  const transfers = new Map<string, TransferRow>();
  const runs = new Map<number, StoredRun>();
  const recordings = new Map<number, Uint8Array<ArrayBuffer>[]>();
  let audit: ChainedRow[] = [];
  let auditHead: ChainHead = CHAIN_START;
  const addAudit = (rows: readonly LooseRow[]) => {
    audit.push(...chained(auditHead, rows));
    auditHead = audit.at(-1) ?? auditHead;
  };
  const catalog = new Map<string, CatalogEntry>();
  const users = new Map<string, StoredUser>();
  const sessions = new Map<string, StoredSession>();
  const tokens = new Map<string, StoredToken>();
  const deliveries = new Map<string, Delivery>();
  const putDeliveries = (all: readonly Delivery[]): Promise<void> => {
    for (const delivery of all) deliveries.set(delivery.row.id, copy(delivery));
    return done;
  };
  const deliveriesNewestFirst = () => [...deliveries.values()].sort((a, b) => b.row.number - a.row.number);
  const done = Promise.resolve();

  const transfersNewestFirst = () =>
    [...transfers.values()].sort((a, b) => endOf(b) - endOf(a) || (a.id < b.id ? 1 : -1));

  return {
    aps: {
      all: () => Promise.resolve(copy([...aps.values()].sort(byId))),
      upsert(rows) {
        for (const row of rows) aps.set(row.id, copy(row));
        return done;
      },
      remove(ids) {
        for (const id of ids) aps.delete(id);
        return done;
      },
    },
    documents: {
      get: (key) => Promise.resolve(copy(documents.get(key))),
      put: putDocument,
      keep: putDocument,
    },
    logs: createMemoryLogs(),
    events: {
      append(recorded) {
        for (const event of recorded) events.push({ id: ++eventId, event: copy(event) });
        return done;
      },
      read({ apId, limit }) {
        const found = events
          .map(({ event }) => event)
          .filter((event) => apId === undefined || apIdOf(event.data) === apId);
        return Promise.resolve(copy(found.reverse().slice(0, limit)));
      },
      readRange({ apId, except, ...range }) {
        const found = events.filter(
          ({ event }) => !except.includes(event.type) && (apId === undefined || apIdOf(event.data) === apId),
        );
        return Promise.resolve(
          copy(timeRangeOf(found, range, ({ id, event }) => ({ id, wallAt: event.wallAt }))),
        );
      },
      prune(keep) {
        const removed = Math.max(0, events.length - keep);
        events = events.slice(removed);
        return Promise.resolve(removed);
      },
    },
    transfers: {
      append(rows) {
        for (const row of rows) transfers.set(row.id, copy(row));
        return done;
      },
      history(query) {
        const found = transfersNewestFirst().filter(
          (row) => (query.before === null || endOf(row) < query.before) && transferMatches(row, query),
        );
        let end = Math.min(query.limit, found.length);
        const last = found[end - 1];
        while (last && end < found.length && endOf(found[end] ?? last) === endOf(last)) end++;
        return Promise.resolve({ rows: copy(found.slice(0, end)), more: found.length > end });
      },
      readRange({ apId, by, ...range }) {
        const rows = [...transfers.values()].filter((row) => apId === undefined || row.client.apId === apId);
        const timeOf = (row: TransferRow) => (by === "startedAt" ? row.startedAt : endOf(row));
        return Promise.resolve(
          copy(timeRangeOf(rows, range, (row) => ({ id: row.id, wallAt: timeOf(row) }))),
        );
      },
      prune(keep) {
        const old = transfersNewestFirst().slice(keep);
        for (const row of old) transfers.delete(row.id);
        return Promise.resolve(old.length);
      },
    },
    runs: {
      put(run) {
        runs.set(run.row.number, copy(run));
        return done;
      },
      get: (number) => Promise.resolve(copy(runs.get(number))),
      list(query) {
        const found = [...runs.values()]
          .map(({ row }) => row)
          .filter((row) => (query.before === null || row.number < query.before) && runMatches(row, query))
          .sort((a, b) => b.number - a.number);
        return Promise.resolve({
          rows: copy(found.slice(0, query.limit)),
          more: found.length > query.limit,
        });
      },
      lastNumber: () => Promise.resolve(Math.max(0, ...runs.keys())),
      addPiece(number, piece, bytes) {
        const pieces = recordings.get(number) ?? [];
        pieces[piece] = bytes.slice();
        recordings.set(number, pieces);
        return done;
      },
      pieces: (number) => Promise.resolve((recordings.get(number) ?? []).filter((bytes) => bytes)),
      prune(keep) {
        const old = [...runs.keys()].sort((a, b) => b - a).slice(Math.max(1, keep));
        for (const number of old) {
          runs.delete(number);
          recordings.delete(number);
        }
        return Promise.resolve(old.length);
      },
    },
    audit: {
      append(entries: readonly AuditEntry[]) {
        addAudit(entries.map(auditColumns));
        return done;
      },
      list(query) {
        const { limit, before } = query;
        const found = audit
          .map(auditRow)
          .filter((row) => (before === null || row.id < before) && auditMatches(row, query))
          .reverse();
        return Promise.resolve({ entries: found.slice(0, limit), more: found.length > limit });
      },
      values() {
        const sorted = (values: string[]) => [...new Set(values)].sort();
        return Promise.resolve({
          users: sorted(audit.map(({ actor }) => actor)),
          actions: sorted(audit.map(({ action }) => action)),
        });
      },
      prune(keep, wallAt) {
        const excess = audit.length - keep + 1;
        const [first, last] = [audit[0], audit[excess - 1]];
        if (excess <= 1 || first === undefined || last === undefined) return Promise.resolve(0);
        const drops = audit.filter(({ action }) => action === DROP_ACTION);
        const ever = dropOf(drops.at(-1)?.detail ?? "")?.recordsEver ?? 0;
        addAudit([dropEntry(auditDrop(first, last, excess, ever), wallAt)]);
        audit = audit.slice(excess);
        return Promise.resolve(excess);
      },
    },
    catalog: {
      load: () => Promise.resolve(copy([...catalog.values()])),
      save(entries) {
        for (const entry of entries) catalog.set(entry.path, copy(entry));
        return done;
      },
      forget(paths) {
        for (const path of paths) catalog.delete(path);
        return done;
      },
    },
    identity: {
      all: () =>
        Promise.resolve(
          copy({
            users: [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
            sessions: [...sessions.values()].sort(byId),
            tokens: [...tokens.values()].sort(byId),
          }),
        ),
      putUser(user) {
        users.set(user.name, copy(user));
        return done;
      },
      removeUser(name) {
        users.delete(name);
        return done;
      },
      putSessions(rows) {
        for (const row of rows) sessions.set(row.id, copy(row));
        return done;
      },
      removeSessions(ids) {
        for (const id of ids) sessions.delete(id);
        return done;
      },
      putTokens(rows) {
        for (const row of rows) tokens.set(row.id, copy(row));
        return done;
      },
      removeTokens(ids) {
        for (const id of ids) tokens.delete(id);
        return done;
      },
    },
    webhooks: {
      record: (all, { key, value }) => putDeliveries(all).then(() => putDocument(key, value)),
      put: (delivery) => putDeliveries([delivery]),
      keep: putDeliveries,
      get: (id) => Promise.resolve(copy(deliveries.get(id))),
      list({ webhookId, before, limit }) {
        const found = deliveriesNewestFirst()
          .map(({ row }) => row)
          .filter(
            (row) =>
              (webhookId === null || row.webhookId === webhookId) && (before === null || row.number < before),
          );
        return Promise.resolve({ deliveries: copy(found.slice(0, limit)), more: found.length > limit });
      },
      waiting: () =>
        Promise.resolve(
          copy(
            deliveriesNewestFirst()
              .map(({ row }) => row)
              .filter(isWaiting)
              .reverse(),
          ),
        ),
      lastNumber: () =>
        Promise.resolve(Math.max(0, ...[...deliveries.values()].map(({ row }) => row.number))),
      removeOf(webhookId) {
        for (const { row } of deliveriesNewestFirst())
          if (row.webhookId === webhookId) deliveries.delete(row.id);
        return done;
      },
      prune(keep) {
        const old = deliveriesNewestFirst()
          .slice(keep)
          .filter(({ row }) => !isWaiting(row));
        for (const { row } of old) deliveries.delete(row.id);
        return Promise.resolve(old.length);
      },
    },
    hurry: () => undefined,
    close: () => done,
  };
}
