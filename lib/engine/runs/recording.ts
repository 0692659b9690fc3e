/**
 * The recording of one run: turns rows and events as they are published into records. It decides what is worth a record,
 * and how often, so that the recording stays within its size; it knows neither bus nor store.
 */
import type { ApRow } from "@/lib/contracts/aps";
import { RecordingPacker } from "@/lib/contracts/recording/pack";
import type { ImageRecord, RunRecord } from "@/lib/contracts/recording/records";
import { RecordingUnpacker } from "@/lib/contracts/recording/unpack";
import { isMovingPhase, type RunPhase } from "@/lib/contracts/run-phases";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { imageOfPhase, noteOf, phaseOf } from "./recorded-phase";
import { RecordedVersions } from "./recorded-versions";

export const SAMPLE_EVERY_MS = 2_000;
/** Samples may take this part of the size, so that there is room for changes of state. */
const SAMPLES_PART = 0.75;
/** After so many doublings of the interval there are no more samples. */
const MAX_DOUBLINGS = 6;
/** Kept free for the record that says that the recording is full. */
const RESERVED_BYTES = 200;
/** More than the fixed part of any record. */
const RECORD_BYTES = 80;
const MAX_TEXT = 300;
export const FULL_TEXT = "The recording is full. What happened later is not in it.";

/** What was last recorded of an access point. */
type LastOfAp = {
  phase: RunPhase;
  note: string;
  isMaster: boolean;
  awaits: number | null;
  retryCount: number;
  percent: number | null;
  hasLeft: boolean;
};

export class Recording {
  #packer = new RecordingPacker();
  readonly #limitBytes: number;
  readonly #indices = new Map<string, number>();
  readonly #aps: LastOfAp[] = [];
  readonly #versions = new RecordedVersions();
  /** Those whose percent has changed since the last samples. */
  readonly #changed = new Set<number>();
  #isActivated = false;
  #state = "";
  #status = "";
  #total = "";
  /** Bytes that were taken. */
  #takenBytes = 0;
  #sampledAt = Number.NEGATIVE_INFINITY;
  #doublings = 0;
  #isFull = false;

  /** @param limitBytes the size that the whole recording may have */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /**
   * Continues a stored recording; the time since its last record is unknown.
   * @returns null when it cannot be read
   */
  static resume(pieces: readonly Uint8Array[], limitBytes: number, at: number): Recording | null {
    const recording = new Recording(limitBytes);
    const unpacker = new RecordingUnpacker();
    for (const piece of pieces) {
      if (!unpacker.read(piece, (record) => recording.#remember(record))) return null;
      recording.#takenBytes += piece.length;
    }
    recording.#packer = new RecordingPacker(unpacker.soFar);
    recording.#add({ kind: "gap", at });
    return recording;
  }

  /** Bytes of the whole recording. */
  get sizeBytes(): number {
    return this.#takenBytes + this.#packer.pendingBytes;
  }
  /** Whether any access point that left after Activate is on its way back to the controller. */
  get isAnyReturning(): boolean {
    return this.#aps.some(({ phase, hasLeft }) => hasLeft && (phase === "rebooting" || phase === "joining"));
  }

  /** The bytes since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#packer.take();
    this.#takenBytes += bytes.length;
    return bytes;
  }

  /** The access points of the run, as they are at its start. */
  begin(rows: readonly ApRow[], at: number): void {
    for (const { id, name, model, family, isController } of rows) {
      this.#introduce(id);
      this.#packer.add({ kind: "ap", ap: { id, name, model, family, isController } });
    }
    for (const row of rows) this.#readBack(row, at);
    this.#sampledAt = at;
  }

  /** The row of an access point has changed; one that is not of this run is ignored. */
  apChanged(row: ApRow, at: number): void {
    const ap = this.#indices.get(row.id);
    const last = ap === undefined ? undefined : this.#aps[ap];
    if (ap === undefined || last === undefined) return;
    if (this.#isActivated && !row.joined) last.hasLeft = true;
    const { phase: before, hasLeft } = last;
    const phase = phaseOf(row, { phase: before, isActivated: this.#isActivated, hasLeft });
    // Between Activate and its reboot an access point names the version that it will boot, not the one that it runs.
    if (row.joined && (!this.#isActivated || hasLeft))
      this.#readBack(row, at, phase === "joined" && before !== "joined");
    // What Activate has reset says nothing about a phase from before it.
    const isKept = phase === before && this.#isActivated && !hasLeft && row.apImage.state === "none";
    if (isKept) return;
    const note = noteOf(row, phase);
    const { percent, bytes } = imageOfPhase(row, phase);
    const awaits = row.waitsForAp === null ? null : (this.#indices.get(row.waitsForAp) ?? null);
    if (
      phase === before &&
      note === last.note &&
      awaits === last.awaits &&
      row.isImageMaster === last.isMaster &&
      row.retryCount === last.retryCount
    ) {
      if (percent !== null && percent !== last.percent && isMovingPhase(phase)) {
        last.percent = percent;
        this.#changed.add(ap);
      }
      return;
    }
    last.phase = phase;
    last.note = note;
    last.awaits = awaits;
    last.isMaster = row.isImageMaster;
    last.retryCount = row.retryCount;
    last.percent = percent;
    this.#changed.delete(ap);
    this.#add({
      kind: "phase",
      at,
      ap,
      phase,
      note: clipped(note),
      isMaster: row.isImageMaster,
      awaits,
      retryCount: row.retryCount,
      percent,
      imageBytes: phase === "controller-image" ? row.apImage.bytes : bytes,
      controllerBytes: row.controllerImage.bytes,
    });
  }

  apRemoved(id: string, at: number): void {
    const ap = this.#indices.get(id);
    const last = ap === undefined ? undefined : this.#aps[ap];
    if (ap === undefined || last === undefined || last.phase === "removed") return;
    last.phase = "removed";
    this.#changed.delete(ap);
    const { isMaster, retryCount } = last;
    this.#add({
      kind: "phase",
      at,
      ap,
      phase: "removed",
      note: "",
      isMaster,
      awaits: null,
      retryCount,
      percent: null,
      imageBytes: 0,
      controllerBytes: 0,
    });
  }

  /** A try of an access point has failed. */
  failed(apId: string, reason: string, retries: boolean, at: number): void {
    const ap = this.#indices.get(apId);
    if (ap !== undefined) this.#add({ kind: "failure", at, ap, reason: clipped(reason), retries });
  }

  /** An image arrived whole. */
  arrived(image: Omit<ImageRecord, "kind" | "at">, at: number): void {
    this.#add({ kind: "image", at, ...image, url: clipped(image.url) });
  }

  /** Something happened to the run as a whole. */
  mark(text: string, at: number): void {
    this.#add({ kind: "mark", at, text: clipped(text) });
  }

  /** The upgrade as it is now. Call it before the access points of the same batch. */
  upgradeChanged(upgrade: UpgradeRow, at: number): void {
    if (upgrade.state === "activated") this.#isActivated = true;
    const state = stateKey(upgrade.state, upgrade.stageMarks);
    if (state === this.#state && upgrade.running) return;
    this.#writeState(upgrade, at);
    this.#writeTotal(upgrade, at);
  }

  /** Writes the samples when they are due. */
  sample(upgrade: UpgradeRow, at: number): void {
    const everyMs = this.#everyMs;
    if (everyMs === 0 || at - this.#sampledAt < everyMs) return;
    this.#sampledAt = at;
    this.#writeState(upgrade, at);
    this.#writeTotal(upgrade, at);
    if (this.#changed.size > 0) {
      const aps = Uint32Array.from(this.#changed).sort();
      this.#changed.clear();
      const percents = Uint8Array.from(aps, (ap) => this.#aps[ap]?.percent ?? 0);
      this.#add({ kind: "samples", at, aps, percents });
    }
    this.#slowDown(at);
  }

  /** Milliseconds between samples; 0 when there are none any more. */
  get #everyMs(): number {
    return this.#doublings > MAX_DOUBLINGS ? 0 : SAMPLE_EVERY_MS * 2 ** this.#doublings;
  }

  /** Each interval may use half of what is left of the samples' part; the next one is twice as long. */
  #slowDown(at: number): void {
    const budget = this.#limitBytes * SAMPLES_PART;
    while (this.#doublings <= MAX_DOUBLINGS && this.sizeBytes > budget * (1 - 2 ** -(this.#doublings + 1))) {
      this.#doublings++;
      this.#add({ kind: "interval", at, everyMs: this.#everyMs });
    }
  }

  /** @param always also when they are what was read last */
  #readBack({ id, primaryVersion: running, backupVersion: backup }: ApRow, at: number, always = false): void {
    const ap = this.#indices.get(id);
    if (ap !== undefined && this.#versions.changed(ap, running, backup, always))
      this.#add({ kind: "versions", at, ap, running, backup });
  }

  #writeState({ state, stageMarks, status }: UpgradeRow, at: number): void {
    const key = stateKey(state, stageMarks);
    if (key === this.#state && status === this.#status) return;
    this.#state = key;
    this.#status = status;
    this.#add({
      kind: "state",
      at,
      state,
      marks: stageMarks.map(({ mark }) => mark),
      status: clipped(status),
    });
  }

  #writeTotal({ bytesMoved, rate, percent }: UpgradeRow, at: number): void {
    const total = `${bytesMoved} ${rate} ${percent}`;
    if (total === this.#total) return;
    this.#total = total;
    this.#add({ kind: "total", at, bytesMoved, rate, percent });
  }

  #add(record: RunRecord): void {
    if (this.#isFull) return;
    if (this.sizeBytes + boundOf(record) + RESERVED_BYTES > this.#limitBytes) {
      this.#isFull = true;
      const at = record.kind === "ap" ? this.#packer.at : record.at;
      this.#packer.add({ kind: "mark", at, text: FULL_TEXT });
      return;
    }
    this.#packer.add(record);
  }

  #introduce(id: string): void {
    this.#indices.set(id, this.#aps.length);
    this.#aps.push({
      phase: "idle",
      note: "",
      isMaster: false,
      awaits: null,
      retryCount: 0,
      percent: null,
      hasLeft: false,
    });
  }

  /** A record of the part that is stored. */
  #remember(record: RunRecord): void {
    switch (record.kind) {
      case "ap":
        this.#introduce(record.ap.id);
        return;
      case "phase": {
        const last = this.#aps[record.ap];
        if (last === undefined) return;
        const { phase, note, isMaster, awaits, retryCount, percent } = record;
        const hasLeft = last.hasLeft || (this.#isActivated && (phase === "rebooting" || phase === "joining"));
        this.#aps[record.ap] = { phase, note, isMaster, awaits, retryCount, percent, hasLeft };
        return;
      }
      case "versions":
        this.#versions.changed(record.ap, record.running, record.backup);
        return;
      case "state":
        if (record.state === "activated") this.#isActivated = true;
        return;
      case "interval":
        this.#doublings++;
        return;
      case "mark":
        if (record.text === FULL_TEXT) this.#isFull = true;
        return;
      default:
        return;
    }
  }
}

const stateKey = (state: string, marks: UpgradeRow["stageMarks"]): string =>
  `${state} ${marks.map(({ mark }) => mark).join(" ")}`;

const clipped = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

/** The most bytes that a record can take, its text included. A character has at most 4 bytes. */
function boundOf(record: RunRecord): number {
  const text =
    record.kind === "state"
      ? record.status
      : record.kind === "phase"
        ? record.note
        : record.kind === "failure"
          ? record.reason
          : record.kind === "mark"
            ? record.text
            : record.kind === "versions"
              ? `${record.running}${record.backup}`
              : record.kind === "image"
                ? `${record.url}${record.version}${record.sha512}`
                : "";
  const samples = record.kind === "samples" ? record.aps.length * 4 : 0;
  return RECORD_BYTES + text.length * 4 + samples;
}
