/** Publishes topic `transfers`: the running transfers and the 200 that ended last. Older ones are in the store only. */
import type { NewEvent } from "@/lib/contracts/events";
import { fault } from "@/lib/contracts/fault";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { TransferStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";

const MAX_ENDED = 200;

export class LiveTransfers {
  readonly #bus: Bus;
  readonly #ended: string[] = [];

  private constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Publishes the newest ended transfers of the store. */
  static async open(bus: Bus, store: Pick<TransferStore, "history">): Promise<LiveTransfers> {
    const newest = { text: "", outcome: "any", protocol: "any", before: null, limit: MAX_ENDED } as const;
    const { rows } = await store.history(newest);
    const live = new LiveTransfers(bus);
    live.#show(rows);
    return live;
  }

  #show(rows: readonly TransferRow[]): void {
    for (const row of rows.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
      this.#bus.put("transfers", row.id, row);
      this.#dropOldest(row.id);
    }
  }

  /** Publishes a new or changed transfer. */
  update(row: TransferRow, isNew: boolean): void {
    if (!isNew && this.#bus.row("transfers", row.id))
      this.#bus.patch("transfers", row.id, changingFields(row));
    else this.#bus.put("transfers", row.id, { ...row });
    if (isNew) this.#bus.event({ type: "transfer.started", data: ids(row) });
  }

  /** Publishes the event for the end of a transfer and drops the oldest ended one. */
  end(row: TransferRow): void {
    this.#dropOldest(row.id);
    this.#bus.event(endEvent(row));
  }

  /** Removes a transfer that was never part of the history. */
  remove(id: string): void {
    this.#bus.del("transfers", id);
  }

  #dropOldest(id: string): void {
    this.#ended.push(id);
    const oldest = this.#ended.length > MAX_ENDED ? this.#ended.shift() : undefined;
    if (oldest !== undefined) this.#bus.del("transfers", oldest);
  }
}

/** The fields that can change after the start. */
const changingFields = (row: TransferRow): Partial<TransferRow> => ({
  size: row.size,
  bytes: row.bytes,
  rateNow: row.rateNow,
  rateAverage: row.rateAverage,
  etaSeconds: row.etaSeconds,
  endedAt: row.endedAt,
  outcome: row.outcome,
  cause: row.cause,
  options: row.options,
  retransmissions: row.retransmissions,
  duplicates: row.duplicates,
  digestVerified: row.digestVerified,
});
const ids = (row: TransferRow) => ({ transferId: row.id, path: row.path, apId: row.client.apId });

function endEvent(row: TransferRow): NewEvent {
  if (row.outcome === "complete")
    return { type: "transfer.completed", data: { ...ids(row), bytes: row.bytes } };
  if (row.outcome === "aborted") return { type: "transfer.aborted", data: ids(row) };
  return { type: "transfer.failed", data: { ...ids(row), fault: row.cause ?? fault("internal") } };
}
