/** A row of the topic `upgrade` for tests of components. */
import { type StageMark, stages, type UpgradeRow } from "@/lib/contracts/upgrade";

/** No access points. */
export const NO_COUNTERS: UpgradeRow["counters"] = {
  total: 0,
  none: 0,
  initiated: 0,
  predownloading: 0,
  predownloadingController: 0,
  completed: 0,
  completedController: 0,
  unsupported: 0,
  failed: 0,
  retrying: 0,
};

/** An upgrade of four access points during AP Image Download, with the given differences. */
export function upgradeRow(part: Partial<UpgradeRow> = {}): UpgradeRow {
  return {
    id: "u1",
    state: "ap-predownload-in-progress",
    stageMarks: stageMarksUpTo(2),
    status: "1 of 4 APs have the image.",
    running: true,
    canActivate: false,
    canCancel: true,
    counters: { ...NO_COUNTERS, total: 4, predownloading: 3, completed: 1 },
    percent: 46,
    queue: null,
    bytesMoved: 50_000_000,
    bytesToMove: 100_000_000,
    rate: 1_000_000,
    startedAt: Date.UTC(2026, 10, 28, 13, 0, 0),
    endedAt: null,
    estimatedEndAt: null,
    startedBy: "operator",
    mode: "tftp",
    rehearsedAt: null,
    prediction: null,
    fromVersion: "17.9.4.27",
    targetVersion: "17.12.1.5",
    readBack: null,
    outage: null,
    uncommitted: null,
    fault: null,
    causes: [],
    ...part,
  };
}

/** Marks of all stages: `done` before stage `active`, `pending` after it. */
export const stageMarksUpTo = (active: number, mark: StageMark = "active"): UpgradeRow["stageMarks"] =>
  stages.map((stage, i) => ({ stage, mark: i < active ? "done" : i === active ? mark : "pending" }));
