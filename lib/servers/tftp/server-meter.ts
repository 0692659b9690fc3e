/** The counters of one image server as the console's row: told at once when the state changes, else once a second. */
import type { Fault } from "@/lib/contracts/fault";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { Cancel, Clock } from "@/lib/kit/clock";

const SECONDS_SHOWN = 120;

export class ServerMeter {
  readonly #wall: Clock;
  readonly #onRow: (row: ServerStatus) => void;
  /** Payload bytes that went to clients so far, running transfers included. */
  readonly #bytesSent: () => number;
  readonly #bytesReceived: () => number;
  readonly #row: ServerStatus;
  #secondsBusy = 0;
  #timer: Cancel | undefined;

  constructor(settings: {
    id: ServerStatus["id"];
    address: string;
    port: number;
    wall: Clock;
    onRow(row: ServerStatus): void;
    bytesSent(): number;
    /** Absent where nothing is taken. */
    bytesReceived?(): number;
  }) {
    this.#wall = settings.wall;
    this.#onRow = settings.onRow;
    this.#bytesSent = settings.bytesSent;
    this.#bytesReceived = settings.bytesReceived ?? (() => 0);
    this.#row = {
      id: settings.id,
      state: "stopped",
      address: settings.address,
      port: settings.port,
      reason: null,
      activeTransfers: 0,
      peakTransfers: 0,
      completedTransfers: 0,
      failedTransfers: 0,
      bytesSent: 0,
      bytesReceived: 0,
      refused: {},
      throughput: Array<number>(SECONDS_SHOWN).fill(0),
    };
  }

  state(state: ServerStatus["state"], address: string, port: number, reason: Fault | null = null): void {
    Object.assign(this.#row, { state, address, port, reason });
    this.#report();
  }

  active(count: number): void {
    this.#row.activeTransfers = count;
    this.#row.peakTransfers = Math.max(this.#row.peakTransfers, count);
    this.#changed();
  }

  ended(outcome: "complete" | "failed" | "aborted"): void {
    if (outcome === "complete") this.#row.completedTransfers++;
    if (outcome === "failed") this.#row.failedTransfers++;
    this.#changed();
  }

  /** A request was refused; reasons are few and fixed, so that the record stays small. */
  refused(reason: string): void {
    this.#row.refused = { ...this.#row.refused, [reason]: (this.#row.refused[reason] ?? 0) + 1 };
    this.#changed();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #changed(): void {
    this.#secondsBusy = SECONDS_SHOWN;
    this.#timer ??= this.#wall.after(1000, () => this.#second());
  }

  /** Goes on for as long as the chart still shows something that moves. */
  #second(): void {
    this.#timer = undefined;
    const sent = this.#bytesSent();
    const received = this.#bytesReceived();
    const moved = sent - this.#row.bytesSent + received - this.#row.bytesReceived;
    this.#row.throughput = [...this.#row.throughput.slice(1), Math.max(0, moved)];
    this.#row.bytesSent = sent;
    this.#row.bytesReceived = received;
    this.#report();
    this.#secondsBusy = this.#row.activeTransfers > 0 ? SECONDS_SHOWN : this.#secondsBusy - 1;
    if (this.#secondsBusy > 0) this.#timer = this.#wall.after(1000, () => this.#second());
  }

  #report(): void {
    this.#onRow({ ...this.#row });
  }
}
