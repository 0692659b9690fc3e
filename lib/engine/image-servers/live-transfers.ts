/** Topic `transfers`: the running ones and the newest that ended, older ones are in the store's history only. */
import type { NewEvent } from "@/lib/contracts/events";
import { fault } from "@/lib/contracts/fault";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Bus } from "../bus";

const LIVE_ENDED = 200;

export class LiveTransfers {
  readonly #bus: Bus;
  readonly #ended: string[] = [];

  /** @param known the newest of the history, any order. */
  constructor(bus: Bus, known: readonly TransferRow[]) {
    this.#bus = bus;
    for (const row of known.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
      bus.put("transfers", row.id, row);
      this.#retire(row.id);
    }
  }

  /** A row that is new or changed. */
  changed(row: TransferRow, fresh: boolean): void {
    if (!fresh && this.#bus.row("transfers", row.id)) this.#bus.patch("transfers", row.id, moving(row));
    else this.#bus.put("transfers", row.id, { ...row });
    if (fresh) this.#bus.event({ type: "transfer.started", data: ids(row) });
  }

  ended(row: TransferRow): void {
    this.#retire(row.id);
    this.#bus.event(endEvent(row));
  }

  gone(id: string): void {
    this.#bus.del("transfers", id);
  }

  #retire(id: string): void {
    this.#ended.push(id);
    const oldest = this.#ended.length > LIVE_ENDED ? this.#ended.shift() : undefined;
    if (oldest !== undefined) this.#bus.del("transfers", oldest);
  }
}

/** What can change after the beginning. */
const moving = (row: TransferRow): Partial<TransferRow> => ({
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
