/** Reads the recording of a run into what its evidence is made of: one pass over the pieces, with little kept of each. */
import type { ImageEvidence, StageEvidence } from "@/lib/contracts/change-record";
import type { PhaseRecord, RecordedAp, RunRecord } from "@/lib/contracts/recording/records";
import { RecordingUnpacker } from "@/lib/contracts/recording/unpack";
import { isFailedPhase, type RunPhase } from "@/lib/contracts/run-phases";
import { type StageMark, stages } from "@/lib/contracts/upgrade";
import { yieldToEventLoop } from "@/lib/store/batch";

type Versions = { running: string; backup: string };

/** What one access point did. */
export type ApHistory = RecordedAp & {
  before: Versions | null;
  after: Versions | null;
  /** When versions were read after Activate; null when they were not. */
  readBackAt: number | null;
  isMaster: boolean;
  phase: RunPhase;
  note: string;
  /** When it left `idle`, and when it had its image or failed; null before. */
  startedAt: number | null;
  endedAt: number | null;
  imageBytes: number;
  controllerBytes: number;
  /** Failed attempts by reason, the last reason last. */
  failures: Map<string, number>;
};

/** What happened in a run. */
export type RunHistory = {
  aps: ApHistory[];
  stages: StageEvidence[];
  images: ImageEvidence[];
  happened: { at: number; text: string }[];
  gaps: { from: number; to: number }[];
  /** Whether samples became rarer, which takes nothing from what is told here. */
  isActivated: boolean;
  peakRate: number;
  recordedUntil: number;
  /** False when the end of the recording is damaged. */
  isReadable: boolean;
};

/** When everything was prepared; null when it never was. */
export const preparedAt = (history: RunHistory): number | null =>
  history.stages.find(({ stage }) => stage === "Activate")?.startedAt ?? null;

const ENDS: ReadonlySet<RunPhase> = new Set<RunPhase>([
  "complete",
  "failed",
  "unsupported",
  "lost",
  "joined",
]);

/** Between pieces the event loop gets a turn. @param startedAt of the run */
export async function readHistory(pieces: readonly Uint8Array[], startedAt: number): Promise<RunHistory> {
  const reader = new HistoryReader(startedAt);
  const unpacker = new RecordingUnpacker();
  let isReadable = true;
  for (const piece of pieces) {
    isReadable = unpacker.read(piece, (record) => reader.add(record));
    if (!isReadable) break;
    await yieldToEventLoop();
  }
  return reader.history(isReadable);
}

class HistoryReader {
  readonly #aps: ApHistory[] = [];
  readonly #images = new Map<string, ImageEvidence>();
  readonly #happened: RunHistory["happened"] = [];
  readonly #gaps: RunHistory["gaps"] = [];
  readonly #starts: number[] = [];
  #marks: readonly StageMark[] = [];
  #isActivated = false;
  #peakRate = 0;
  #lastAt: number;

  constructor(startedAt: number) {
    this.#lastAt = startedAt;
  }

  add(record: RunRecord): void {
    if (record.kind === "ap") {
      this.#aps.push(newHistory(record.ap));
      return;
    }
    const { at } = record;
    switch (record.kind) {
      case "phase":
        addPhase(this.#aps[record.ap], record);
        break;
      case "versions": {
        const ap = this.#aps[record.ap];
        if (ap === undefined) break;
        const { running, backup } = record;
        ap.before ??= { running, backup };
        ap.after = { running, backup };
        if (this.#isActivated) ap.readBackAt = at;
        break;
      }
      case "failure": {
        const failures = this.#aps[record.ap]?.failures;
        const tries = failures?.get(record.reason) ?? 0;
        failures?.delete(record.reason);
        failures?.set(record.reason, tries + 1);
        break;
      }
      case "image":
        this.#addImage(record);
        break;
      case "state":
        if (record.state === "activated") this.#isActivated = true;
        this.#addMarks(record.marks, at);
        break;
      case "total":
        this.#peakRate = Math.max(this.#peakRate, record.rate);
        break;
      case "mark":
        this.#happened.push({ at, text: record.text });
        break;
      case "gap":
        this.#gaps.push({ from: this.#lastAt, to: at });
        break;
      default:
        break;
    }
    this.#lastAt = Math.max(this.#lastAt, at);
  }

  history(isReadable: boolean): RunHistory {
    return {
      aps: this.#aps,
      stages: stages.map((stage, i) => this.#stage(stage, i)),
      images: [...this.#images.values()],
      happened: this.#happened,
      gaps: this.#gaps,
      isActivated: this.#isActivated,
      peakRate: this.#peakRate,
      recordedUntil: this.#lastAt,
      isReadable,
    };
  }

  #stage(stage: StageEvidence["stage"], i: number): StageEvidence {
    const startedAt = this.#starts[i] ?? null;
    const durationMs = startedAt === null ? null : (this.#starts[i + 1] ?? this.#lastAt) - startedAt;
    return { stage, mark: this.#marks[i] ?? "pending", startedAt, durationMs };
  }

  /** A stage begins with the first record that has a mark of it or of a later one. A reset takes nothing back. */
  #addMarks(marks: readonly StageMark[], at: number): void {
    const reached = marks.findLastIndex((mark) => mark !== "pending");
    while (this.#starts.length <= reached) this.#starts.push(at);
    if (reached + 1 >= this.#starts.length) this.#marks = marks;
  }

  #addImage({ url, bytes, version, sha512, isVerified }: Extract<RunRecord, { kind: "image" }>): void {
    const key = `${url} ${sha512}`;
    const known = this.#images.get(key);
    if (known === undefined) this.#images.set(key, { url, bytes, version, sha512, isVerified, fetches: 1 });
    else {
      known.fetches++;
      known.isVerified &&= isVerified;
    }
  }
}

const newHistory = ({ id, name, model, family, isController }: RecordedAp): ApHistory => ({
  id,
  name,
  model,
  family,
  isController,
  before: null,
  after: null,
  readBackAt: null,
  isMaster: false,
  phase: "idle",
  note: "",
  startedAt: null,
  endedAt: null,
  imageBytes: 0,
  controllerBytes: 0,
  failures: new Map(),
});

function addPhase(ap: ApHistory | undefined, record: PhaseRecord): void {
  if (ap === undefined) return;
  const { phase, note, at } = record;
  if (phase !== "idle") ap.startedAt ??= at;
  // The reboot after Activate does not take the image back.
  if (!ENDS.has(phase)) {
    const isLater = ap.endedAt !== null && ["rebooting", "joining", "removed"].includes(phase);
    if (!isLater) ap.endedAt = null;
  } else if (phase !== "joined") ap.endedAt = at;
  else ap.endedAt ??= at;
  if (isFailedPhase(phase) && note !== "" && !ap.failures.has(note)) ap.failures.set(note, 0);
  ap.isMaster ||= record.isMaster;
  ap.phase = phase;
  ap.note = note;
  ap.imageBytes = Math.max(ap.imageBytes, record.imageBytes);
  ap.controllerBytes = Math.max(ap.controllerBytes, record.controllerBytes);
}
