import { expect, test } from "vitest";
import { RecordingPacker } from "@/lib/contracts/recording/pack";
import type { RunRecord } from "@/lib/contracts/recording/records";
import { stages } from "@/lib/contracts/upgrade";
import { RunTimeline, segmentAt } from "./run-timeline";

const START = 1_000;
const ap = (name: string): RunRecord => ({
  kind: "ap",
  ap: { id: name, name, model: "C9120AXI-E", family: "ap1g7", isController: false },
});
const phase = (at: number, index: number, isMaster = false): RunRecord => ({
  kind: "phase",
  at,
  ap: index,
  phase: "fetching",
  note: "TFTP",
  isMaster,
  awaits: null,
  retryCount: 0,
  percent: 0,
  imageBytes: 0,
  controllerBytes: 0,
});
const samples = (at: number, percents: Record<number, number>): RunRecord => ({
  kind: "samples",
  at,
  aps: Uint32Array.from(Object.keys(percents).map(Number)),
  percents: Uint8Array.from(Object.values(percents)),
});

function timelineOf(...records: RunRecord[]): RunTimeline {
  const packer = new RecordingPacker();
  for (const record of records) packer.add(record);
  const timeline = new RunTimeline(START);
  timeline.append(packer.take());
  return timeline;
}

test("each access point has its segments and failed tries, and the image masters are known", () => {
  const timeline = timelineOf(
    ap("a"),
    ap("b"),
    phase(2_000, 1, true),
    { kind: "failure", at: 3_000, ap: 1, reason: "Timed out", retries: true },
    phase(4_000, 0),
  );
  expect(timeline.aps.map(({ segments, failures }) => [segments.map(({ at }) => at), failures])).toEqual([
    [[4_000], []],
    [[2_000], [{ at: 3_000, reason: "Timed out", retries: true }]],
  ]);
  expect([...timeline.masters]).toEqual([1]);
  expect(timeline.lastAt).toBe(4_000);
});

test("at an instant an access point is in the segment that began last, and in none before its first", () => {
  const [first] = timelineOf(ap("a"), phase(2_000, 0), phase(3_000, 0)).aps;
  expect([1_999, 2_000, 2_999, 3_000, 9_000].map((at) => first && segmentAt(first, at)?.at)).toEqual([
    undefined,
    2_000,
    2_000,
    3_000,
    3_000,
  ]);
});

test("the state and the totals of the run are those that were recorded last", () => {
  const state = (at: number, status: string): RunRecord => ({
    kind: "state",
    at,
    state: "activated",
    marks: stages.map(() => "done" as const),
    status,
  });
  const total = (at: number, percent: number): RunRecord => ({
    kind: "total",
    at,
    bytesMoved: at,
    rate: 1,
    percent,
  });
  const timeline = timelineOf(state(2_000, "One"), total(2_000, 10), state(3_000, "Two"), total(4_000, 20));
  expect([1_000, 2_500, 3_000].map((at) => timeline.stateAt(at)?.status)).toEqual([undefined, "One", "Two"]);
  expect([1_000, 3_000, 9_000].map((at) => timeline.totalAt(at)?.percent)).toEqual([undefined, 10, 20]);
});

test("a time in which the program did not run is a gap from the record before", () => {
  const timeline = timelineOf(
    { kind: "mark", at: 2_000, text: "Started" },
    { kind: "gap", at: 60_000 },
    { kind: "interval", at: 60_000, everyMs: 0 },
  );
  expect(timeline.gaps).toEqual([{ from: 2_000, to: 60_000 }]);
  expect(timeline.marks).toMatchObject([{ at: 2_000, text: "Started" }]);
  expect(timeline.intervals).toMatchObject([{ at: 60_000, everyMs: 0 }]);
});

test("the percent of every access point is right after any number of samples", () => {
  const count = 200;
  const timeline = timelineOf(
    ap("a"),
    ap("b"),
    ...Array.from({ length: count }, (_, i) => samples(START + i, { [i % 2]: i >> 1 })),
  );
  expect(timeline.sampleCount).toBe(count);
  const [percents, ats] = [new Uint8Array(2), new Float64Array(2)];
  for (let n = 0; n <= count; n++) {
    timeline.fillPercents(n, percents, ats);
    const last = (parity: number) => n - 1 - ((n - 1 - parity) % 2);
    const expected = [0, 1].map((each) => (n <= each ? Number.NEGATIVE_INFINITY : START + last(each)));
    expect([...ats]).toEqual(expected);
    expect([...percents]).toEqual([0, 1].map((each) => (n <= each ? 0 : last(each) >> 1)));
  }
  expect([START - 1, START, START + 99.5].map((at) => timeline.samplesUpTo(at))).toEqual([0, 1, 100]);
});

test("a damaged recording keeps what was read before the damage, and says that it is damaged", () => {
  const timeline = timelineOf({ kind: "mark", at: 2_000, text: "Started" });
  expect(timeline.isReadable).toBe(true);
  timeline.append(Uint8Array.of(255, 255, 255, 255));
  expect(timeline.isReadable).toBe(false);
  expect(timeline.marks).toMatchObject([{ text: "Started" }]);
});
