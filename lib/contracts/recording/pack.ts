/** Writes records as bytes. What one packer wrote is one stream: every piece needs those before it. */
import { ByteWriter } from "@/lib/kit/byte-stream";
import { runPhases } from "../run-phases";
import { stageMarks, stages, upgradeStates } from "../upgrade";
import type { PhaseRecord, RecordedAp, RunRecord } from "./records";

/** The first byte of each record. Stored recordings have these numbers. */
export const codes = {
  ap: 1,
  text: 2,
  phase: 3,
  failure: 4,
  samples: 5,
  total: 6,
  state: 7,
  mark: 8,
  gap: 9,
  interval: 10,
  versions: 11,
  image: 12,
} as const;

const MASTER = 1;
const RETRIES = 1;
const VERIFIED = 1;

/** Continues a recording: the texts that it has, and the instant of its last record. */
export type PackedSoFar = { texts: readonly string[]; at: number };

export class RecordingPacker {
  readonly #out = new ByteWriter();
  readonly #texts = new Map<string, number>();
  #at: number;

  constructor(before: PackedSoFar = { texts: [], at: 0 }) {
    for (const text of before.texts) this.#texts.set(text, this.#texts.size);
    this.#at = before.at;
  }

  /** Instant of the last record, in wall milliseconds. */
  get at(): number {
    return this.#at;
  }
  /** Bytes that were not taken yet. */
  get pendingBytes(): number {
    return this.#out.length;
  }

  /** The bytes since the last call; they end with a whole record. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#out.take();
  }

  /** Instants never go back: a record from before the last one gets the instant of that one. */
  add(record: RunRecord): void {
    switch (record.kind) {
      case "ap":
        this.#ap(record.ap);
        break;
      case "phase":
        this.#phase(record);
        break;
      case "failure": {
        const reason = this.#text(record.reason);
        this.#begin("failure", record.at);
        this.#out.number(record.ap);
        this.#out.number(reason);
        this.#out.byte(record.retries ? RETRIES : 0);
        break;
      }
      case "versions": {
        const [running, backup] = [this.#text(record.running), this.#text(record.backup)];
        this.#begin("versions", record.at);
        for (const number of [record.ap, running, backup]) this.#out.number(number);
        break;
      }
      case "image":
        this.#begin("image", record.at);
        this.#out.text(record.url);
        this.#out.number(whole(record.bytes));
        this.#out.text(record.version);
        this.#out.text(record.sha512);
        this.#out.byte(record.isVerified ? VERIFIED : 0);
        break;
      case "samples":
        this.#samples(record);
        break;
      case "total":
        this.#begin("total", record.at);
        this.#out.number(whole(record.bytesMoved));
        this.#out.number(whole(record.rate));
        this.#out.byte(percentByte(record.percent));
        break;
      case "state": {
        const status = this.#text(record.status);
        this.#begin("state", record.at);
        this.#out.byte(upgradeStates.indexOf(record.state));
        for (let i = 0; i < stages.length; i++)
          this.#out.byte(Math.max(0, stageMarks.indexOf(record.marks[i] ?? "pending")));
        this.#out.number(status);
        break;
      }
      case "mark": {
        const text = this.#text(record.text);
        this.#begin("mark", record.at);
        this.#out.number(text);
        break;
      }
      case "gap":
        this.#begin("gap", record.at);
        break;
      case "interval":
        this.#begin("interval", record.at);
        this.#out.number(record.everyMs);
        break;
    }
  }

  #ap({ id, name, model, family, isController }: RecordedAp): void {
    this.#out.byte(codes.ap);
    for (const text of [id, name, model, family ?? ""]) this.#out.text(text);
    this.#out.byte(isController ? 1 : 0);
  }

  #phase(record: PhaseRecord): void {
    const note = this.#text(record.note);
    this.#begin("phase", record.at);
    const out = this.#out;
    out.number(record.ap);
    out.byte(runPhases.indexOf(record.phase));
    out.byte(record.isMaster ? MASTER : 0);
    out.number(note);
    out.number(record.awaits === null ? 0 : record.awaits + 1);
    out.number(record.retryCount);
    out.byte(record.percent === null ? 0 : percentByte(record.percent) + 1);
    out.number(whole(record.imageBytes));
    out.number(whole(record.controllerBytes));
  }

  /** Rising indices are written as their distances, so that in a busy fleet each takes one byte. */
  #samples({ at, aps, percents }: Extract<RunRecord, { kind: "samples" }>): void {
    this.#begin("samples", at);
    this.#out.number(aps.length);
    let before = 0;
    for (let i = 0; i < aps.length; i++) {
      const ap = aps[i] ?? 0;
      this.#out.number(ap - before);
      this.#out.byte(percents[i] ?? 0);
      before = ap;
    }
  }

  #begin(kind: keyof typeof codes, at: number): void {
    // Rounded down, so that a record is never later than what it is about.
    const passed = whole(Math.floor(at) - this.#at);
    this.#at += passed;
    this.#out.byte(codes[kind]);
    this.#out.number(passed);
  }

  /** The number of a text; a new one is written first. The empty text is number 0 and is never written. */
  #text(text: string): number {
    if (text === "") return 0;
    const known = this.#texts.get(text);
    if (known !== undefined) return known + 1;
    this.#out.byte(codes.text);
    this.#out.text(text);
    this.#texts.set(text, this.#texts.size);
    return this.#texts.size;
  }
}

const whole = (value: number): number =>
  Number.isFinite(value) ? Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value))) : 0;
const percentByte = (percent: number): number => Math.min(100, whole(percent));
