/**
 * Publishes the recording under way to topic `recording` once a second, and stores it in pieces every few seconds, each
 * after the state that it is about. A crash loses the last piece; what is stored is never ahead of the stored state.
 */
import type { RunRow } from "@/lib/contracts/runs";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { RunStore, StoredRun } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Recording } from "./recording";

const PUBLISH_EVERY_MS = 1_000;
const STORE_EVERY_MS = 5_000;

export type RecordingWriterPorts = {
  bus: Pick<Bus, "append">;
  wall: Clock;
  store: Pick<RunStore, "put" | "addPiece" | "pieces">;
  /** Resolves when the state that the records are about is stored. */
  stateStored(): Promise<void>;
  onFault(cause: unknown): void;
};

/** One run that is being recorded. */
export type RecordedRun = {
  row: RunRow;
  profile: StoredRun["profile"];
  recording: Recording;
  /** Number of the next piece. */
  nextPiece: number;
};

export class RecordingWriter {
  readonly #ports: RecordingWriterPorts;
  readonly run: RecordedRun;
  /** Published, and not part of a piece yet. */
  #loose: Uint8Array<ArrayBuffer>[] = [];
  /** Pieces whose writing has not ended, by number. */
  readonly #unstored = new Map<number, Uint8Array<ArrayBuffer>>();
  #isRecorded = true;
  #publishTimer: Cancel | undefined;
  #storeTimer: Cancel | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(ports: RecordingWriterPorts, run: RecordedRun) {
    this.#ports = ports;
    this.run = run;
  }

  /** Something was recorded: publishes and stores it soon. */
  changed(): void {
    this.#publishTimer ??= this.#ports.wall.after(PUBLISH_EVERY_MS, () => this.#publish());
    this.#storeTimer ??= this.#ports.wall.after(STORE_EVERY_MS, () => void this.store());
  }

  /** Stores the row and what was recorded so far. Resolves when that and everything before is written. */
  store(): Promise<void> {
    this.#storeTimer?.();
    this.#storeTimer = undefined;
    this.#publish();
    const { run } = this;
    const { store, stateStored, onFault } = this.#ports;
    const stored: StoredRun = {
      row: { ...run.row },
      profile: run.profile,
      isRecorded: this.#isRecorded,
      recordingBytes: run.recording.sizeBytes,
    };
    const bytes = joined(this.#loose);
    this.#loose = [];
    const piece = bytes.length > 0 ? run.nextPiece++ : null;
    if (piece !== null) this.#unstored.set(piece, bytes);
    this.#writing = this.#writing
      .then(async () => {
        await stateStored();
        if (piece !== null) {
          await store.addPiece(run.row.number, piece, bytes);
          this.#unstored.delete(piece);
        }
        await store.put(stored);
      })
      .catch(onFault);
    return this.#writing;
  }

  /** The recording has ended. */
  end(): Promise<void> {
    this.#isRecorded = false;
    return this.store();
  }

  /** The whole recording up to now. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    this.#publish();
    const waiting = [...this.#unstored];
    const loose = [...this.#loose];
    const first = waiting[0]?.[0] ?? this.run.nextPiece;
    const stored = await this.#ports.store.pieces(this.run.row.number);
    return joined([...stored.slice(0, first), ...waiting.map(([, bytes]) => bytes), ...loose]);
  }

  /** Writes what is left; the next start of the program continues the recording. */
  stop(): Promise<void> {
    const stored = this.store();
    this.#publishTimer?.();
    this.#publishTimer = undefined;
    return stored;
  }

  #publish(): void {
    this.#publishTimer?.();
    this.#publishTimer = undefined;
    const { recording, row } = this.run;
    const bytes = recording.take();
    if (bytes.length === 0) return;
    const offset = recording.sizeBytes - bytes.length;
    this.#loose.push(bytes);
    this.#ports.bus.append("recording", `${row.number}-${offset}`, {
      run: row.number,
      offset,
      bytes: Buffer.from(bytes.buffer).toString("base64"),
    });
  }
}

/** The pieces as one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
