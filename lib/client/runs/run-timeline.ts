/**
 * A recording, read into what a page asks of it: what each access point did from when to when, and what the run as a
 * whole looked like at an instant. It grows while the run is under way. Instants are wall milliseconds.
 */
import type { PhaseRecord, RecordedAp, RunRecord } from "@/lib/contracts/recording/records";
import { RecordingUnpacker } from "@/lib/contracts/recording/unpack";
import type { StageMark, UpgradeState } from "@/lib/contracts/upgrade";

/** What an access point did from `at` until the next segment. */
export type Segment = PhaseRecord;
export type Failure = { at: number; reason: string; retries: boolean };
export type TimelineAp = RecordedAp & {
  index: number;
  segments: Segment[];
  failures: Failure[];
};
type Samples = { at: number; aps: Uint32Array; percents: Uint8Array };
export type RunState = { at: number; state: UpgradeState; marks: StageMark[]; status: string };
export type RunTotal = { at: number; bytesMoved: number; rate: number; percent: number };

/** So many samples lie between two states from which a search can begin. */
const KEYFRAME_EVERY = 64;
type Keyframe = { percents: Uint8Array; at: Float64Array };

export class RunTimeline {
  readonly startedAt: number;
  readonly aps: TimelineAp[] = [];
  readonly states: RunState[] = [];
  readonly totals: RunTotal[] = [];
  readonly marks: { at: number; text: string }[] = [];
  /** Nothing is known of the time between these instants: the program did not run. */
  readonly gaps: { from: number; to: number }[] = [];
  /** From `at` on, samples are this far apart; 0: there are none any more. */
  readonly intervals: { at: number; everyMs: number }[] = [];
  readonly #samples: Samples[] = [];
  readonly #keyframes: Keyframe[] = [];
  readonly #unpacker = new RecordingUnpacker();
  #bytes = 0;
  #lastAt: number;
  #isReadable = true;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
    this.#lastAt = startedAt;
  }

  /** Bytes that were read. */
  get bytes(): number {
    return this.#bytes;
  }
  /** Instant of the last record. */
  get lastAt(): number {
    return this.#lastAt;
  }
  /** False when the recording is damaged; what was read before stays. */
  get isReadable(): boolean {
    return this.#isReadable;
  }
  get sampleCount(): number {
    return this.#samples.length;
  }
  /** The samples at a place, in order of time. */
  samplesAt(place: number): Readonly<Samples> | undefined {
    return this.#samples[place];
  }

  /** Adds the next bytes of the recording. */
  append(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (!this.#unpacker.read(bytes, (record) => this.#add(record))) this.#isReadable = false;
  }

  /** What the run looked like at an instant; undefined before the first record of this kind. */
  stateAt(at: number): RunState | undefined {
    return this.states[lastUpTo(this.states, at)];
  }
  totalAt(at: number): RunTotal | undefined {
    return this.totals[lastUpTo(this.totals, at)];
  }

  /** The number of samples up to and including an instant. */
  samplesUpTo(at: number): number {
    return lastUpTo(this.#samples, at) + 1;
  }

  /** The percent of every access point after so many samples, and the instants of these, into the given arrays. */
  fillPercents(count: number, percents: Uint8Array, ats: Float64Array): void {
    const frame = Math.min(Math.floor(count / KEYFRAME_EVERY), this.#keyframes.length);
    const before = this.#keyframes[frame - 1];
    percents.fill(0);
    ats.fill(Number.NEGATIVE_INFINITY);
    if (before !== undefined) {
      percents.set(before.percents.subarray(0, percents.length));
      ats.set(before.at.subarray(0, ats.length));
    }
    for (let i = frame * KEYFRAME_EVERY; i < count; i++) apply(this.#samples[i], percents, ats);
  }

  #add(record: RunRecord): void {
    if (record.kind === "ap") {
      this.aps.push({ ...record.ap, index: this.aps.length, segments: [], failures: [] });
      return;
    }
    const { at } = record;
    switch (record.kind) {
      case "phase":
        this.aps[record.ap]?.segments.push(record);
        break;
      case "failure":
        this.aps[record.ap]?.failures.push({ at, reason: record.reason, retries: record.retries });
        break;
      case "samples":
        this.#addSamples(record);
        break;
      case "state":
        this.states.push(record);
        break;
      case "total":
        this.totals.push(record);
        break;
      case "mark":
        this.marks.push(record);
        break;
      case "gap":
        this.gaps.push({ from: this.#lastAt, to: at });
        break;
      case "interval":
        this.intervals.push(record);
        break;
      default:
        break;
    }
    this.#lastAt = Math.max(this.#lastAt, at);
  }

  #addSamples(samples: Samples): void {
    this.#samples.push(samples);
    if (this.#samples.length % KEYFRAME_EVERY !== 0) return;
    const frame = { percents: new Uint8Array(this.aps.length), at: new Float64Array(this.aps.length) };
    this.fillPercents(this.#samples.length, frame.percents, frame.at);
    this.#keyframes.push(frame);
  }
}

function apply(samples: Samples | undefined, percents: Uint8Array, ats: Float64Array): void {
  if (samples === undefined) return;
  for (let i = 0; i < samples.aps.length; i++) {
    const ap = samples.aps[i] ?? 0;
    percents[ap] = samples.percents[i] ?? 0;
    ats[ap] = samples.at;
  }
}

/** Index of the last entry at or before an instant; -1 when all are later. */
export function lastUpTo(entries: readonly { at: number }[], at: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What an access point did at an instant; undefined before its first segment, when it was idle. */
export const segmentAt = (ap: TimelineAp, at: number): Segment | undefined =>
  ap.segments[lastUpTo(ap.segments, at)];
