/** What recordings say, record by record: also old ones, damaged ones, and those of 6,000 access points. */
import { expect, test } from "vitest";
import { recordMarkdown } from "@/lib/console/evidence/record-markdown";
import { RecordingPacker } from "@/lib/contracts/recording/pack";
import type { PhaseRecord, RunRecord } from "@/lib/contracts/recording/records";
import type { RunRow } from "@/lib/contracts/runs";
import { type StageMark, stages } from "@/lib/contracts/upgrade";
import { changeRecord } from "./change-record";
import { readHistory } from "./run-history";

const STARTED = 1_700_000_000_000;
const OLD = "17.9.4.27";
const NEW = "17.12.1.5";
const row: RunRow = {
  number: 3,
  upgradeId: "u3",
  mode: "tftp",
  startedBy: "admin",
  startedAt: STARTED,
  endedAt: STARTED + 60_000,
  outcome: "warnings",
  state: "activated",
  stage: "Reload",
  fromVersion: OLD,
  targetVersion: NEW,
  percent: 100,
  apTotal: 1,
  apComplete: 0,
  apFailed: 0,
  bytesMoved: 0,
  status: "Done",
  fault: null,
  rehearsedAt: null,
  prediction: null,
};
const ap = (id: number): RunRecord => ({
  kind: "ap",
  ap: { id: String(id), name: `ap-${id}`, model: "C9105AXI-E", family: "ap1g8", isController: id === 0 },
});
const phase = (index: number, name: PhaseRecord["phase"], second: number, note = ""): RunRecord => ({
  kind: "phase",
  at: STARTED + second * 1_000,
  ap: index,
  phase: name,
  note,
  isMaster: false,
  awaits: null,
  retryCount: 0,
  percent: null,
  imageBytes: 0,
  controllerBytes: 0,
});
const versions = (index: number, second: number, running: string, backup: string): RunRecord => ({
  kind: "versions",
  at: STARTED + second * 1_000,
  ap: index,
  running,
  backup,
});
const state = (
  name: "ap-predownload-in-progress" | "activated",
  reached: number,
  second: number,
): RunRecord => ({
  kind: "state",
  at: STARTED + second * 1_000,
  state: name,
  marks: stages.map((_, i): StageMark => (i < reached ? "done" : i === reached ? "active" : "pending")),
  status: "",
});

function packed(records: readonly RunRecord[]): Uint8Array {
  const packer = new RecordingPacker();
  for (const record of records) packer.add(record);
  return packer.take();
}
async function recordOf(records: readonly RunRecord[], pieces = [packed(records)]) {
  const history = await readHistory(pieces, STARTED);
  const facts = { row, profile: null, history, startedFrom: null, isFromHidden: false, predicted: null };
  return changeRecord(facts);
}

test("what was read back decides: upgraded, another version, already there, not read back", async () => {
  const record = await recordOf([
    ...[0, 1, 2, 3].map(ap),
    versions(0, 0, OLD, NEW),
    versions(1, 0, OLD, "17.3.3.26"),
    versions(2, 0, NEW, OLD),
    versions(3, 0, OLD, "17.3.3.26"),
    ...[0, 1, 3].map((index) => phase(index, "complete", 5, NEW)),
    state("activated", 4, 10),
    ...[0, 1, 2, 3].map((index) => phase(index, "rebooting", 11)),
    ...[0, 1, 2].map((index) => phase(index, "joined", 20, NEW)),
    versions(0, 20, NEW, OLD),
    versions(1, 20, OLD, NEW),
    versions(2, 20, NEW, OLD),
  ]);
  expect(record.aps.map(({ name, result }) => [name, result])).toEqual([
    ["ap-3", "not-read-back"],
    ["ap-1", "other-version"],
    ["ap-0", "upgraded"],
    ["ap-2", "already"],
  ]);
  expect(record.deviations).toEqual([
    "1 access point did not report its version after Activate: ap-3.",
    "1 access point does not run the new version: ap-1.",
  ]);
  expect(record.aps.find(({ name }) => name === "ap-0")).toMatchObject({
    before: { running: OLD, backup: NEW },
    after: { running: NEW, backup: OLD },
    readBackAt: STARTED + 20_000,
    durationMs: 0,
  });
});

test("a recording of an earlier version has no versions, and the join says what runs", async () => {
  const record = await recordOf([
    ...[0, 1].map(ap),
    phase(0, "complete", 5, NEW),
    state("activated", 4, 10),
    phase(0, "joined", 20, NEW),
    phase(1, "joined", 20, OLD),
  ]);
  expect(record.aps.map(({ result, before, after }) => [result, before, after])).toEqual([
    ["other-version", null, null],
    ["upgraded", null, null],
  ]);
  expect(recordMarkdown(record)).toContain("not recorded");
});

test("failed tries are counted by reason, and one that recovered is a deviation", async () => {
  const failure = (second: number, reason: string): RunRecord => ({
    kind: "failure",
    at: STARTED + second * 1_000,
    ap: 0,
    reason,
    retries: true,
  });
  const record = await recordOf([
    ap(0),
    versions(0, 0, OLD, OLD),
    phase(0, "fetching", 1),
    failure(2, "Timed out"),
    failure(3, "Refused"),
    failure(4, "Timed out"),
    phase(0, "complete", 9, NEW),
  ]);
  expect(record.aps[0]).toMatchObject({
    failedTries: 3,
    why: "Timed out",
    result: "prepared",
    durationMs: 8_000,
  });
  expect(record.failures.map(({ reason, tries }) => [reason, tries])).toEqual([
    ["Timed out", 2],
    ["Refused", 1],
  ]);
  expect(record.deviations).toEqual(["1 access point needed more than one try: ap-0."]);
});

test("stages have the time from their first mark to the next one's, and a gap of the program is said", async () => {
  const record = await recordOf([
    ap(0),
    state("ap-predownload-in-progress", 2, 4),
    { kind: "gap", at: STARTED + 30_000 },
    state("activated", 4, 40),
  ]);
  expect(record.stages.map(({ durationMs, mark }) => [durationMs, mark])).toEqual([
    [0, "done"],
    [0, "done"],
    [36_000, "done"],
    [0, "done"],
    [0, "active"],
    [null, "pending"],
  ]);
  expect(record.deviations.join(" ")).toContain("The program did not run from 4 s to 30 s after the start.");
});

test("the same bytes fetched twice are one image, and one that was compared with nothing is a deviation", async () => {
  const image = (url: string, isVerified: boolean): RunRecord => ({
    kind: "image",
    at: STARTED,
    url,
    bytes: 10,
    version: NEW,
    sha512: "a",
    isVerified,
  });
  const record = await recordOf([
    ap(0),
    image("tftp://x/a", true),
    image("tftp://x/a", true),
    image("tftp://x/b", false),
  ]);
  expect(record.images.map(({ url, fetches }) => [url, fetches])).toEqual([
    ["tftp://x/a", 2],
    ["tftp://x/b", 1],
  ]);
  expect(record.deviations.join(" ")).toContain("1 image could not be compared with a published digest.");
});

test("a run that was prepared later than predicted says so", async () => {
  const records = [ap(0), state("activated", 4, 40)];
  const history = await readHistory([packed(records)], STARTED);
  const of = (worstMs: number) =>
    changeRecord({
      ...{ row, profile: null, history, startedFrom: null, isFromHidden: false },
      predicted: { bestMs: 1_000, likelyMs: 2_000, worstMs },
    });
  expect(of(30_000).preparedMs).toBe(40_000);
  expect(of(30_000).deviations.join(" ")).toContain(
    "The upgrade was ready to activate after 40 s. The predicted worst case was 30 s.",
  );
  expect(of(40_000).deviations.join(" ")).not.toContain("predicted");
});

test("a damaged end is said, and what was before it is kept", async () => {
  const bytes = packed([ap(0), versions(0, 0, OLD, OLD)]);
  const record = await recordOf([], [bytes, new Uint8Array([255, 255, 255])]);
  expect(record.aps).toHaveLength(1);
  expect(record.deviations.join(" ")).toContain("The end of the recording is damaged.");
});

test("the record of 6,000 access points has one row for each and stays within 5 MB", async () => {
  const many = Array.from({ length: 6_000 }, (_, i) => i);
  const record = await recordOf([
    ...many.map(ap),
    ...many.map((index) => versions(index, 0, OLD, "17.3.3.26")),
    ...many.map((index) => phase(index, "complete", 5, NEW)),
    state("activated", 4, 10),
    ...many.map((index) => versions(index, 20, NEW, OLD)),
  ]);
  expect(record.counts.upgraded).toBe(6_000);
  expect(JSON.stringify(record).length).toBeLessThan(5_000_000);
  expect(recordMarkdown(record).match(/\| Upgraded \|/g)).toHaveLength(6_000);
});
