/** The comparison of two runs: equal runs do not differ, and each difference is named once. */
import { expect, test } from "vitest";
import type { RunRow } from "@/lib/contracts/runs";
import { compareRuns, type RunToCompare } from "./compare-runs";
import type { ApHistory, RunHistory } from "./run-history";

const STARTED = 1_700_000_000_000;
const ap = (id: string, part: Partial<ApHistory> = {}): ApHistory => ({
  id,
  name: `ap-${id}`,
  model: "C9105AXI-E",
  family: "ap1g8",
  isController: false,
  before: { running: "17.9.4.27", backup: "17.3.3.26" },
  after: { running: "17.12.1.5", backup: "17.9.4.27" },
  readBackAt: STARTED + 100_000,
  isMaster: false,
  phase: "joined",
  note: "17.12.1.5",
  startedAt: STARTED + 1_000,
  endedAt: STARTED + 31_000,
  imageBytes: 1_000,
  controllerBytes: 0,
  failures: new Map(),
  ...part,
});
const row: RunRow = {
  number: 1,
  upgradeId: "u1",
  mode: "tftp",
  startedBy: "admin",
  startedAt: STARTED,
  endedAt: STARTED + 100_000,
  outcome: "complete",
  state: "activated",
  stage: "Reload",
  fromVersion: "17.9.4.27",
  targetVersion: "17.12.1.5",
  percent: 100,
  apTotal: 2,
  apComplete: 2,
  apFailed: 0,
  bytesMoved: 1_000_000,
  status: "Done",
  fault: null,
  rehearsedAt: null,
  prediction: null,
};
function aRun(aps: ApHistory[], part: Partial<RunRow> = {}): RunToCompare {
  const history: RunHistory = {
    aps,
    stages: [],
    images: [],
    happened: [],
    gaps: [],
    isActivated: true,
    peakRate: 5_000,
    recordedUntil: STARTED + 100_000,
    isReadable: true,
  };
  return { row: { ...row, ...part }, profile: null, history };
}

test("runs that did the same do not differ, also when their times are a little apart", () => {
  const comparison = compareRuns(
    aRun([ap("1"), ap("2")]),
    aRun([ap("1"), ap("2", { endedAt: STARTED + 33_000 })], { number: 2, endedAt: STARTED + 104_000 }),
  );
  expect([comparison.differences, comparison.aps, comparison.apCount]).toEqual([[], [], 0]);
  expect(comparison.families).toEqual([
    {
      family: "ap1g8",
      a: { aps: 2, upgraded: 2, failed: 0, medianMs: 30_000 },
      b: { aps: 2, upgraded: 2, failed: 0, medianMs: 30_000 },
    },
  ]);
});

test("outcome, duration, rate and access points that differ are said, with both values", () => {
  const failed = ap("2", {
    phase: "failed",
    readBackAt: null,
    failures: new Map([["No such file or directory", 3]]),
  });
  const { differences, aps } = compareRuns(
    aRun([ap("1"), failed, ap("3")], { outcome: "warnings", apFailed: 1, endedAt: STARTED + 200_000 }),
    aRun([ap("1"), ap("2")], { number: 2 }),
  );
  expect(differences).toEqual([
    "Outcome: Complete with warnings in run 1, Complete in run 2.",
    "Failed access points: 1 in run 1, 0 in run 2.",
    "Access points with failed attempts: 1 in run 1, 0 in run 2.",
    "Only in run 1: 1 access point.",
    "Duration: 3 m 20 s in run 1, 1 m 40 s in run 2.",
    "Average rate: 5.0 kB/s in run 1, 10.0 kB/s in run 2.",
  ]);
  expect(aps.map(({ id, a, b }) => [id, a?.result, a?.failedTries, b?.result ?? null])).toEqual([
    ["2", "failed", 3, "upgraded"],
    ["3", "upgraded", 0, null],
  ]);
});
