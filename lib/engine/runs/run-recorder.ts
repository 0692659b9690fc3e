/**
 * Follows the bus: begins a run when an upgrade starts, records what is published of it, keeps its row, and ends it when
 * nothing of it is left to happen. It derives everything from rows and events, and nobody asks it for anything but these.
 */
import type { RecordedEvent } from "@/lib/contracts/events";
import { isOpen, RECENT_RUNS, type RunRow } from "@/lib/contracts/runs";
import type { Delta } from "@/lib/contracts/stream";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { RunStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { eventText } from "../logs/event-text";
import { Recording } from "./recording";
import { RecordingWriter } from "./recording-writer";
import { newRunRow, runChanges } from "./run-row";
import { RunTime } from "./run-time";

export type RunRecorderPorts = {
  bus: Bus;
  wall: Clock;
  store: RunStore;
  /** Resolves when the state that the records are about is stored. */
  stateStored(): Promise<void>;
  /** The size that a recording may have now. */
  limitBytes(): number;
  /** A run has begun: there may be more than are to be kept. */
  onBegun(): void;
  onFault(cause: unknown): void;
};

/** Events of the run as a whole, which are marks of the recording. */
const MARKS: ReadonlySet<string> = new Set([
  "upgrade.started",
  "upgrade.ready",
  "upgrade.canceled",
  "upgrade.failed",
  "upgrade.activated",
  "upgrade.ended",
  "upgrade.rolled-back",
  "controller.committed",
]);

export class RunRecorder {
  readonly #ports: RunRecorderPorts;
  readonly #unsubscribe: Cancel[];
  /** The run that is recorded; null when there is none. */
  #current: RecordingWriter | null = null;
  /** The upgrade of the newest run, which is not begun again once it has ended. */
  #lastUpgradeId: string;
  #lastNumber: number;
  /** All access points are compared at the next batch: after a start, the rows may differ from what was recorded. */
  #isBehind = true;
  #ended: Promise<void> = Promise.resolve();
  /** Of the run under way. */
  #time: RunTime;

  private constructor(ports: RunRecorderPorts, lastNumber: number, lastUpgradeId: string) {
    this.#ports = ports;
    this.#lastNumber = lastNumber;
    this.#lastUpgradeId = lastUpgradeId;
    this.#time = new RunTime(ports.wall);
    this.#unsubscribe = [
      ports.bus.beforeFlush(() => this.#updateRow(), "last"),
      ports.bus.onBatch((deltas) => this.#record(deltas)),
    ];
  }

  /** Publishes the newest runs, and continues the one that was under way when the program ended. */
  static async open(ports: RunRecorderPorts): Promise<RunRecorder> {
    const { store, bus, wall } = ports;
    const query = { text: "", outcome: "any", startedBy: null, version: null, before: null } as const;
    const { rows } = await store.list({ ...query, limit: RECENT_RUNS });
    for (const row of rows.toReversed()) bus.put("runs", String(row.number), row);
    const newest = rows[0] && (await store.get(rows[0].number));
    const recorder = new RunRecorder(ports, await store.lastNumber(), newest?.row.upgradeId ?? "");
    if (newest?.isRecorded) {
      const { number } = newest.row;
      const pieces = await store.pieces(number);
      const recording = Recording.resume(pieces, ports.limitBytes(), wall.now());
      if (recording === null) ports.onFault(new Error(`The recording of run ${number} cannot be read.`));
      else
        recorder.#current = new RecordingWriter(ports, {
          row: newest.row,
          profile: newest.profile,
          recording,
          nextPiece: pieces.length,
        });
    }
    return recorder;
  }

  /** The run under way with its present row; null when none is recorded. */
  get current(): RecordingWriter | null {
    return this.#current;
  }

  /** Resolves when everything up to now is stored. */
  async stored(): Promise<void> {
    await this.#ended;
    await this.#current?.store();
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#ended;
    await this.#current?.stop();
  }

  /** Runs after the upgrade's row was made, so that both belong to the same moment. */
  #updateRow(): void {
    const { bus } = this.#ports;
    const upgrade = bus.row("upgrade", "upgrade");
    if (upgrade === undefined) return;
    if (this.#current !== null && this.#current.run.row.upgradeId !== upgrade.id) this.#supersede(upgrade);
    if (this.#current === null) {
      if (upgrade.id === "" || upgrade.id === this.#lastUpgradeId) return;
      this.#lastUpgradeId = upgrade.id;
      // An upgrade that had ended before this program kept runs is none. One that has just begun may have failed already.
      if (upgrade.running || upgrade.canActivate || !this.#isBehind) this.#begin(upgrade);
      return;
    }
    const { run } = this.#current;
    const changes = runChanges(run.row, upgrade, bus.row("controller", "controller")?.version ?? null);
    const isTurn = changes.outcome !== run.row.outcome || changes.state !== run.row.state;
    run.row = { ...run.row, ...changes };
    bus.patch("runs", String(run.row.number), changes);
    if (isTurn) void this.#current.store();
  }

  #begin(upgrade: UpgradeRow): void {
    const { bus, wall, onBegun } = this.#ports;
    this.#time = new RunTime(wall);
    const row = newRunRow(++this.#lastNumber, upgrade, this.#time.now());
    const recording = new Recording(this.#ports.limitBytes());
    recording.begin(bus.rows("aps"), row.startedAt);
    const profile = bus.row("controller", "controller")?.profile ?? null;
    this.#current = new RecordingWriter(this.#ports, { row, profile, recording, nextPiece: 0 });
    this.#isBehind = true;
    bus.put("runs", String(row.number), { ...row });
    bus.del("runs", String(row.number - RECENT_RUNS));
    void this.#current.store();
    onBegun();
  }

  /** Another upgrade began, or another lab has taken the place of this one, before this run came to its end. */
  #supersede(upgrade: Readonly<UpgradeRow>): void {
    const current = this.#current;
    if (current === null) return;
    const { row } = current.run;
    if (isOpen(row)) {
      const ending: Partial<RunRow> = {
        outcome: row.outcome === "ready" && upgrade.id !== "" ? "canceled" : "interrupted",
        endedAt: this.#time.now(),
      };
      current.run.row = { ...row, ...ending };
      this.#ports.bus.patch("runs", String(row.number), ending);
    }
    this.#end(current);
  }

  #end(current: RecordingWriter): void {
    this.#current = null;
    const ended = current.end();
    this.#ended = this.#ended.then(() => ended);
  }

  #record(deltas: readonly Delta[]): void {
    const { bus } = this.#ports;
    const upgrade = bus.row("upgrade", "upgrade");
    const isBehind = this.#isBehind;
    const current = this.#current;
    if (upgrade === undefined) return;
    this.#isBehind = false;
    if (current === null) return;
    const { recording } = current.run;
    const at = this.#time.now();
    const before = recording.sizeBytes;
    recording.upgradeChanged(upgrade, at);
    if (isBehind) for (const row of bus.rows("aps")) recording.apChanged(row, at);
    for (const delta of deltas) {
      if (delta.topic === "aps") {
        const row = bus.row("aps", delta.key);
        if (row === undefined) recording.apRemoved(delta.key, at);
        else if (!isBehind) recording.apChanged(row, at);
      } else if (delta.topic === "events" && delta.op === "put") {
        const event = delta.row as RecordedEvent;
        recordEvent(recording, event, this.#time.of(event.wallAt));
      }
    }
    recording.sample(upgrade, at);
    if (recording.sizeBytes !== before) current.changed();
    if (this.#isOver(upgrade, recording)) this.#end(current);
  }

  /** Nothing of the run is left to happen: neither Activate, nor the commit, nor the way back of an access point. */
  #isOver(upgrade: Readonly<UpgradeRow>, recording: Recording): boolean {
    return (
      !upgrade.running &&
      !upgrade.canActivate &&
      upgrade.uncommitted === null &&
      this.#ports.bus.row("controller", "controller")?.state === "up" &&
      !recording.isAnyReturning
    );
  }
}

function recordEvent(recording: Recording, event: RecordedEvent, at: number): void {
  if (MARKS.has(event.type)) recording.mark(eventText(event), at);
  else if (event.type === "install.completed" && event.data.image !== undefined)
    recording.arrived({ url: event.data.url, ...event.data.image }, at);
  else if (event.type === "ap.predownload.failed" || event.type === "ap.controller-image.failed")
    recording.failed(event.data.apId, event.data.fault.message, event.data.retryAt !== null, at);
  else if (event.type === "ap.image-download-failed")
    recording.failed(event.data.apId, event.data.fault.message, true, at);
}
