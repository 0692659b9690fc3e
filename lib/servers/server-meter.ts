/** The counters of one image server as its row in the console: sent at once when the state changes, else once a second. */
import type { Fault } from "@/lib/contracts/fault";
import { initialServerStatus, type ServerStatus, THROUGHPUT_SECONDS } from "@/lib/contracts/servers";
import type { Cancel, Clock } from "@/lib/kit/clock";

export class ServerMeter {
  readonly #wall: Clock;
  readonly #onRow: (row: ServerStatus) => void;
  /** Payload bytes sent to clients so far, running transfers included. */
  readonly #bytesSent: () => number;
  readonly #bytesReceived: () => number;
  readonly #row: ServerStatus;
  #secondsToReport = 0;
  #timer: Cancel | undefined;

  constructor(settings: {
    id: ServerStatus["id"];
    address: string;
    port: number;
    engine?: ServerStatus["engine"];
    wall: Clock;
    onRow(row: ServerStatus): void;
    bytesSent(): number;
    /** Absent for a server that accepts no uploads. */
    bytesReceived?(): number;
  }) {
    this.#wall = settings.wall;
    this.#onRow = settings.onRow;
    this.#bytesSent = settings.bytesSent;
    this.#bytesReceived = settings.bytesReceived ?? (() => 0);
    const { id, address, port } = settings;
    this.#row = { id, ...initialServerStatus({ address, port }), engine: settings.engine ?? null };
  }

  /** Reports a new state at once. `reason` is why it failed. */
  state(state: ServerStatus["state"], address: string, port: number, reason: Fault | null = null): void {
    Object.assign(this.#row, { state, address, port, reason });
    this.#report();
  }

  /** The number of running transfers has changed. */
  active(count: number): void {
    this.#row.activeTransfers = count;
    this.#row.peakTransfers = Math.max(this.#row.peakTransfers, count);
    this.#changed();
  }

  /** Counts a transfer that ended. */
  ended(outcome: "complete" | "failed" | "aborted"): void {
    if (outcome === "complete") this.#row.completedTransfers++;
    if (outcome === "failed") this.#row.failedTransfers++;
    this.#changed();
  }

  /** Counts a refused request. Reasons must be a few fixed texts, because each becomes a counter of the row. */
  refused(reason: string): void {
    this.#row.refused = { ...this.#row.refused, [reason]: (this.#row.refused[reason] ?? 0) + 1 };
    this.#changed();
  }

  /** Stops reporting. */
  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #changed(): void {
    this.#secondsToReport = THROUGHPUT_SECONDS;
    this.#timer ??= this.#wall.after(1000, () => this.#second());
  }

  /** Repeats until the chart shows zeros only. */
  #second(): void {
    this.#timer = undefined;
    const sent = this.#bytesSent();
    const received = this.#bytesReceived();
    const moved = sent - this.#row.bytesSent + received - this.#row.bytesReceived;
    this.#row.throughput = [...this.#row.throughput.slice(1), Math.max(0, moved)];
    this.#row.bytesSent = sent;
    this.#row.bytesReceived = received;
    this.#report();
    this.#secondsToReport = this.#row.activeTransfers > 0 ? THROUGHPUT_SECONDS : this.#secondsToReport - 1;
    if (this.#secondsToReport > 0) this.#timer = this.#wall.after(1000, () => this.#second());
  }

  #report(): void {
    this.#onRow({ ...this.#row });
  }
}
