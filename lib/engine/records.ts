/**
 * What the engine records in the store: log lines, events and ended transfers. They are written in batches and pruned
 * when there are too many.
 */
import type { RecordedEvent } from "@/lib/contracts/events";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Clock } from "@/lib/kit/clock";
import type { EventStore, Store } from "@/lib/store/store-types";
import type { Bus } from "./bus";
import type { Handlers } from "./handlers";
import { BatchWriter } from "./logs/batch-writer";
import { LogBook } from "./logs/log-book";
import { recentEvents } from "./logs/recent-events";
import { Retention } from "./logs/retention";
import { readTimeline } from "./logs/timeline";
import type { ProgramLog } from "./program-log";
import type { Stopper } from "./shutdown";
import type { StorageGuard } from "./storage/storage-guard";

const KEEP_TRANSFERS = 20_000;
const KEEP_EVENTS = 200_000;
/** So many are searched in a third of a second. */
const KEEP_LOG_LINES = 1_000_000;
const KEEP_LOG_BYTES = 200_000_000;
/** So many new log lines or events start the next pruning: a tenth of what is kept at most. */
const PRUNE_AFTER_ROWS = 20_000;
const PRUNE_AFTER_TRANSFERS = 1_000;
/** With a smaller database than this, less is kept in proportion. */
const WHOLE_DATABASE_BYTES = 512_000_000;
/** Part of the database's limit: the write-ahead log, and what is written before the next pruning. */
const HEADROOM_BYTES = 16_000_000;

type RecordPorts = {
  store: Store;
  storage: Pick<StorageGuard, "unlessFailing">;
  bus: Bus;
  wall: Clock;
  log: ProgramLog;
  /** What the database may grow to. */
  databaseBytes: number;
  /** Resolves when the state that the records are about is stored. */
  stateStored(): Promise<void>;
};

export type Records = {
  logBook: LogBook;
  /** The newest events first, of one access point or of all, stored or not. */
  readEvents: EventStore["read"];
  /** Stores a transfer that ended, with the next batch. */
  addEnded(row: TransferRow): void;
  /** For readers: resolves when all is stored, or at once while the store cannot write. */
  written(): Promise<void>;
  handlers: {
    logs: Handlers<"logs">;
    timeline: Handlers<"timeline">;
    history: Pick<Handlers<"transfers">, "transfers.history">;
  };
};

/** Prunes what the last run left behind, and follows the bus's events from now on. */
export async function openRecords(
  { store, storage, bus, wall, log, databaseBytes, stateStored }: RecordPorts,
  stoppers: Stopper[],
): Promise<Records> {
  const retention = new Retention(wall, log.fault("retention"));
  stoppers.push({ name: "retention", stop: () => retention.stop() });
  const share = Math.min(1, databaseBytes / WHOLE_DATABASE_BYTES);
  const part = (rows: number) => Math.floor(rows * share);
  const logLimits = {
    textBytes: KEEP_LOG_BYTES,
    lines: KEEP_LOG_LINES,
    databaseBytes: databaseBytes - HEADROOM_BYTES,
  };
  // After a crash no line may tell of something that the stored state does not know, such as a reboot.
  const afterState =
    <T>(append: (rows: readonly T[]) => Promise<void>) =>
    (rows: readonly T[]) =>
      stateStored().then(() => append(rows));
  const appendLogs = afterState(
    retention.countAppends(store.logs.append, part(PRUNE_AFTER_ROWS), () => store.logs.prune(logLimits)),
  );
  const appendEvents = afterState(
    retention.countAppends(store.events.append, part(PRUNE_AFTER_ROWS), () =>
      store.events.prune(part(KEEP_EVENTS)),
    ),
  );
  const appendEnded = retention.countAppends(store.transfers.append, part(PRUNE_AFTER_TRANSFERS), () =>
    store.transfers.prune(part(KEEP_TRANSFERS)),
  );
  const logBook = await LogBook.open(
    bus,
    { ...store.logs, append: appendLogs },
    wall,
    log.fault("log book"),
    (work) => storage.unlessFailing(work),
  );
  const events = new BatchWriter<RecordedEvent>(appendEvents, wall, log.fault("events"));
  const ended = new BatchWriter<TransferRow>(appendEnded, wall, log.fault("transfers"));
  const flush = async () => void (await Promise.all([logBook.flush(), events.flush(), ended.flush()]));
  /** For readers: they do not wait for a store that cannot write, and find what it has. */
  const written = () => storage.unlessFailing(flush());
  bus.put("timeline", "timeline", { line: logBook.lastId, event: 0 });
  bus.onEvent((event) => {
    events.add(event);
    bus.patch("timeline", "timeline", { event: event.seq });
  });
  stoppers.push({ name: "writers", stop: flush });
  await retention.start();
  return {
    logBook,
    readEvents: recentEvents(store.events, events),
    addEnded: (row) => ended.add(row),
    written,
    handlers: {
      logs: { "logs.read": (query) => logBook.read(query) },
      timeline: {
        "timeline.read": (query) =>
          readTimeline({ store, wall, transfers: () => bus.rows("transfers"), flush: written }, query),
      },
      history: {
        async "transfers.history"(query) {
          await storage.unlessFailing(ended.flush());
          return await store.transfers.history(query);
        },
      },
    },
  };
}
