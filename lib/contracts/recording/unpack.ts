/** Reads the bytes of a recording piece by piece, as they were stored or as they arrive. Never throws. */
import { ByteReader } from "@/lib/kit/byte-stream";
import { runPhases } from "../run-phases";
import { stageMarks, stages, upgradeStates } from "../upgrade";
import { codes, type PackedSoFar } from "./pack";
import type { RunRecord } from "./records";

export class RecordingUnpacker {
  readonly #texts: string[] = [];
  #at = 0;
  #isBroken = false;

  /** What a packer needs to continue this recording. */
  get soFar(): PackedSoFar {
    return { texts: this.#texts, at: this.#at };
  }

  /**
   * Calls `on` with each record of the next piece, which has whole records.
   * @returns false when the bytes are no recording; then nothing after them can be read
   */
  read(piece: Uint8Array, on: (record: RunRecord) => void): boolean {
    for (const record of this.records(piece)) on(record);
    return !this.#isBroken;
  }

  /** The records of the next piece, one at a time. They end early where the bytes are no recording. */
  *records(piece: Uint8Array): Generator<RunRecord> {
    const input = new ByteReader(piece);
    while (!this.#isBroken && !input.isAtEnd) {
      const record = this.#record(input);
      if (input.isBroken || record === undefined) this.#isBroken = true;
      else if (record !== null) yield record;
    }
  }

  /** Null for what is no record of its own, undefined for what is none at all. */
  #record(input: ByteReader): RunRecord | null | undefined {
    const code = input.byte();
    if (code === codes.text) {
      this.#texts.push(input.text());
      return null;
    }
    if (code === codes.ap) {
      const [id, name, model, family] = [input.text(), input.text(), input.text(), input.text()];
      const isController = input.byte() === 1;
      return { kind: "ap", ap: { id, name, model, family: family === "" ? null : family, isController } };
    }
    this.#at += input.number();
    const at = this.#at;
    switch (code) {
      case codes.phase:
        return this.#phase(input, at);
      case codes.failure: {
        const ap = input.number();
        const reason = this.#text(input);
        return { kind: "failure", at, ap, reason, retries: input.byte() === 1 };
      }
      case codes.versions: {
        const ap = input.number();
        const [running, backup] = [this.#text(input), this.#text(input)];
        return { kind: "versions", at, ap, running, backup };
      }
      case codes.image: {
        const [url, bytes, version, sha512] = [input.text(), input.number(), input.text(), input.text()];
        return { kind: "image", at, url, bytes, version, sha512, isVerified: input.byte() === 1 };
      }
      case codes.samples:
        return samples(input, at);
      case codes.total: {
        const [bytesMoved, rate] = [input.number(), input.number()];
        return { kind: "total", at, bytesMoved, rate, percent: input.byte() };
      }
      case codes.state: {
        const state = upgradeStates[input.byte()];
        const marks = stages.map(() => stageMarks[input.byte()]);
        const status = this.#text(input);
        const known = marks.filter((mark) => mark !== undefined);
        if (state === undefined || known.length !== marks.length) return undefined;
        return { kind: "state", at, state, marks: known, status };
      }
      case codes.mark:
        return { kind: "mark", at, text: this.#text(input) };
      case codes.gap:
        return { kind: "gap", at };
      case codes.interval:
        return { kind: "interval", at, everyMs: input.number() };
      default:
        return undefined;
    }
  }

  #phase(input: ByteReader, at: number): RunRecord | undefined {
    const ap = input.number();
    const phase = runPhases[input.byte()];
    const isMaster = input.byte() === 1;
    const note = this.#text(input);
    const awaits = input.number();
    const retryCount = input.number();
    const percent = input.byte();
    const imageBytes = input.number();
    const controllerBytes = input.number();
    if (phase === undefined) return undefined;
    return {
      kind: "phase",
      at,
      ap,
      phase,
      note,
      isMaster,
      awaits: awaits === 0 ? null : awaits - 1,
      retryCount,
      percent: percent === 0 ? null : percent - 1,
      imageBytes,
      controllerBytes,
    };
  }

  #text(input: ByteReader): string {
    const number = input.number();
    return number === 0 ? "" : (this.#texts[number - 1] ?? "");
  }
}

function samples(input: ByteReader, at: number): RunRecord | undefined {
  const count = input.number();
  // Two bytes each at least: a number that promises more than there is would only reserve memory.
  if (count * 2 > input.left) return undefined;
  const aps = new Uint32Array(count);
  const percents = new Uint8Array(count);
  let ap = 0;
  for (let i = 0; i < count; i++) {
    ap += input.number();
    aps[i] = ap;
    percents[i] = input.byte();
  }
  return { kind: "samples", at, aps, percents };
}
