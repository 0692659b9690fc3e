import { expect, test } from "vitest";
import { momentsOf } from "@/components/fleet/run-moments";
import { RunTimeline } from "@/lib/client/runs/run-timeline";
import { TimelineCursor } from "@/lib/client/runs/timeline-cursor";
import { RecordingPacker } from "@/lib/contracts/recording/pack";
import type { PhaseRecord } from "@/lib/contracts/recording/records";
import { counterGroups, countersAt, outcomesAt } from "./ap-outcomes";
import { nameOrder, pictureRows } from "./picture/picture-rows";

const AT = 1_700_000_000_000;
const phase = (ap: number, seconds: number, over: Partial<PhaseRecord>): PhaseRecord => ({
  kind: "phase",
  at: AT + seconds * 1_000,
  ap,
  phase: "idle",
  note: "",
  isMaster: false,
  awaits: null,
  retryCount: 0,
  percent: null,
  imageBytes: 0,
  controllerBytes: 0,
  ...over,
});

/** AP10 fails at 8 s after one retry, AP2 is the master and completes at 6 s, AP1 waits for it and receives. */
function recorded(): RunTimeline {
  const packer = new RecordingPacker();
  for (const name of ["AP10", "AP2", "AP1"])
    packer.add({ kind: "ap", ap: { id: name, name, model: "C9120", family: "ap1g7", isController: false } });
  packer.add(phase(1, 1, { phase: "fetching", note: "TFTP", isMaster: true, percent: 0 }));
  packer.add(phase(2, 1, { phase: "waiting", note: "Waits for AP2 (image master)", awaits: 1 }));
  packer.add(phase(0, 2, { phase: "fetching", note: "TFTP", percent: 0 }));
  packer.add({ kind: "samples", at: AT + 3_000, aps: Uint32Array.of(0, 1), percents: Uint8Array.of(20, 50) });
  packer.add({ kind: "failure", at: AT + 4_000, ap: 0, reason: "Timed out", retries: true });
  packer.add(phase(0, 4, { phase: "retrying", note: "Timed out", retryCount: 1, imageBytes: 200 }));
  packer.add(phase(1, 6, { phase: "complete", note: "17.12.1", percent: 100, imageBytes: 1_000 }));
  packer.add(phase(2, 6, { phase: "receiving", percent: 0 }));
  packer.add({ kind: "failure", at: AT + 8_000, ap: 0, reason: "Timed out", retries: false });
  packer.add(phase(0, 8, { phase: "failed", note: "Timed out", retryCount: 1, imageBytes: 200 }));
  const timeline = new RunTimeline(AT);
  timeline.append(packer.take());
  return timeline;
}

function at(timeline: RunTimeline, seconds: number) {
  const cursor = new TimelineCursor(timeline);
  cursor.moveTo(AT + seconds * 1_000);
  return outcomesAt(timeline, cursor, nameOrder(timeline.aps), () => true);
}

test("at the end, failures come first, then the others by name, each with why, retries, duration and bytes", () => {
  const end = at(recorded(), 10);
  expect(end.map(({ ap, phase: now }) => [ap.name, now])).toEqual([
    ["AP10", "failed"],
    ["AP1", "receiving"],
    ["AP2", "complete"],
  ]);
  expect(end[0]).toMatchObject({ why: "Timed out", retries: 1, durationMs: 6_000, bytes: 200 });
  expect(end[2]).toMatchObject({ why: "", retries: 0, durationMs: 5_000, bytes: 1_000, percent: 100 });
});

test("at an instant, only what had been recorded until then is said", () => {
  const timeline = recorded();
  expect(at(timeline, 0).map(({ phase: now }) => now)).toEqual(["idle", "idle", "idle"]);
  const early = new Map(at(timeline, 3.5).map((one) => [one.ap.name, one]));
  expect(early.get("AP10")).toMatchObject({ phase: "fetching", percent: 20, why: "", retries: 0 });
  expect(early.get("AP2")).toMatchObject({ phase: "fetching", percent: 50, durationMs: 2_500 });
  expect(early.get("AP1")).toMatchObject({ phase: "waiting", note: "Waits for AP2 (image master)" });
  expect(new Map(at(timeline, 4).map((one) => [one.ap.name, one])).get("AP10")).toMatchObject({
    phase: "retrying",
    why: "Timed out",
    percent: null,
  });
});

test("every access point is in one of the counters", () => {
  const timeline = recorded();
  for (const seconds of [0, 1, 3, 5, 7, 20]) {
    const counts = countersAt(timeline, AT + seconds * 1_000);
    expect(counts).toHaveLength(counterGroups.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  }
});

test("the picture has families with the image master first, then names by their numbers", () => {
  const timeline = recorded();
  const rows = pictureRows(timeline.aps, timeline.masters, nameOrder(timeline.aps), () => true);
  expect(rows.map((row) => (row.kind === "ap" ? row.ap.name : row.family))).toEqual([
    "ap1g7",
    "AP2",
    "AP1",
    "AP10",
  ]);
});

test("the moments of an access point are its phases and its failures, in words and in order", () => {
  const timeline = recorded();
  const [first] = timeline.aps;
  if (first === undefined) throw new Error("no access point");
  expect(momentsOf(timeline, first, AT + 10_000).map(({ text }) => text)).toEqual([
    "0:02.0 to 0:04.0 (2 s): Fetching over TFTP",
    "0:04.0 to 0:08.0 (4 s): Waiting for its next try: Timed out",
    "0:04.0: Failed: Timed out. It is tried again.",
    "0:08.0 to 0:10.0 (2 s): Failed: Timed out",
    "0:08.0: Failed: Timed out.",
  ]);
});
