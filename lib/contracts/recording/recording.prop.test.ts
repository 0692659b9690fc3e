import fc from "fast-check";
import { expect, test } from "vitest";
import { runPhases } from "../run-phases";
import { stageMarks, stages, upgradeStates } from "../upgrade";
import { RecordingPacker } from "./pack";
import type { RunRecord } from "./records";
import { RecordingUnpacker } from "./unpack";

const text = fc.constantFrom("", "TFTP", "No such file", "17.12.1.5", "Ä ü 字");
const index = fc.nat({ max: 6_000 });
const percent = fc.nat({ max: 100 });
const passed = fc.nat({ max: 100_000 });
type Timeless = RunRecord extends infer R ? (R extends { at: number } ? Omit<R, "at"> : R) : never;
const timeless: fc.Arbitrary<Timeless> = fc.oneof(
  fc.record({
    kind: fc.constant("ap" as const),
    ap: fc.record({
      id: text,
      name: text,
      model: text,
      family: fc.constantFrom(null, "ap1g8"),
      isController: fc.boolean(),
    }),
  }),
  fc.record({
    kind: fc.constant("phase" as const),
    ap: index,
    phase: fc.constantFrom(...runPhases),
    note: text,
    isMaster: fc.boolean(),
    awaits: fc.option(index),
    retryCount: fc.nat({ max: 300 }),
    percent: fc.option(percent),
    imageBytes: fc.maxSafeNat(),
    controllerBytes: fc.maxSafeNat(),
  }),
  fc.record({ kind: fc.constant("versions" as const), ap: index, running: text, backup: text }),
  fc.record({
    kind: fc.constant("image" as const),
    url: text,
    bytes: fc.maxSafeNat(),
    version: text,
    sha512: text,
    isVerified: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("failure" as const), ap: index, reason: text, retries: fc.boolean() }),
  fc.uniqueArray(index, { maxLength: 40 }).map((aps) => ({
    kind: "samples" as const,
    aps: Uint32Array.from(aps).sort(),
    percents: Uint8Array.from(aps, (ap) => ap % 101),
  })),
  fc.record({ kind: fc.constant("total" as const), bytesMoved: fc.maxSafeNat(), rate: index, percent }),
  fc.record({
    kind: fc.constant("state" as const),
    state: fc.constantFrom(...upgradeStates),
    marks: fc.array(fc.constantFrom(...stageMarks), { minLength: stages.length, maxLength: stages.length }),
    status: text,
  }),
  fc.record({ kind: fc.constant("mark" as const), text }),
  fc.record({ kind: fc.constant("gap" as const) }),
  fc.record({ kind: fc.constant("interval" as const), everyMs: fc.nat({ max: 100_000 }) }),
);
const records = fc.array(fc.tuple(timeless, passed), { maxLength: 60 }).map((list) => {
  let at = 1_700_000_000_000;
  return list.map(([record, ms]): RunRecord => {
    if (record.kind === "ap") return record;
    at += ms;
    return { ...record, at } as RunRecord;
  });
});

function unpacked(pieces: readonly Uint8Array[]): RunRecord[] {
  const unpacker = new RecordingUnpacker();
  const read: RunRecord[] = [];
  for (const piece of pieces) expect(unpacker.read(piece, (record) => read.push(record))).toBe(true);
  return read;
}

test("records are read back as they were written, in any pieces", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 20 }), (written, pieceLength) => {
      const packer = new RecordingPacker();
      const pieces = [];
      for (const [i, record] of written.entries()) {
        packer.add(record);
        if (i % pieceLength === 0) pieces.push(packer.take());
      }
      pieces.push(packer.take());
      expect(unpacked(pieces)).toEqual(written);
    }),
    { numRuns: 200 },
  );
});

test("a packer continues a recording that another one began", () => {
  fc.assert(
    fc.property(records, fc.nat({ max: 60 }), (written, cut) => {
      const first = new RecordingPacker();
      for (const record of written.slice(0, cut)) first.add(record);
      const before = first.take();
      const unpacker = new RecordingUnpacker();
      expect(unpacker.read(before, () => undefined)).toBe(true);
      const second = new RecordingPacker(unpacker.soFar);
      for (const record of written.slice(cut)) second.add(record);
      expect(unpacked([before, second.take()])).toEqual(written);
    }),
    { numRuns: 200 },
  );
});

test("instants never go back", () => {
  const packer = new RecordingPacker();
  packer.add({ kind: "mark", at: 5_000, text: "a" });
  packer.add({ kind: "mark", at: 4_000, text: "b" });
  expect(unpacked([packer.take()])).toEqual([
    { kind: "mark", at: 5_000, text: "a" },
    { kind: "mark", at: 5_000, text: "b" },
  ]);
});

test("bytes that are no recording are refused and never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
      const unpacker = new RecordingUnpacker();
      const good = unpacker.read(bytes, () => undefined);
      if (!good) expect(unpacker.read(Uint8Array.of(9, 0), () => undefined)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test("a sample takes two bytes in a busy fleet", () => {
  const packer = new RecordingPacker();
  packer.add({
    kind: "samples",
    at: 0,
    aps: Uint32Array.from({ length: 1_000 }, (_, i) => i),
    percents: new Uint8Array(1_000),
  });
  expect(packer.take().length).toBe(2_004);
});
