/** The row of a run, derived from the row of its upgrade and from what the run was before. */
import type { RunOutcome, RunRow } from "@/lib/contracts/runs";
import type { Stage, UpgradeRow } from "@/lib/contracts/upgrade";

export function newRunRow(number: number, upgrade: UpgradeRow, now: number): RunRow {
  const row: RunRow = {
    number,
    upgradeId: upgrade.id,
    mode: upgrade.mode,
    startedBy: upgrade.startedBy,
    startedAt: upgrade.startedAt ?? now,
    endedAt: null,
    outcome: "running",
    state: upgrade.state,
    stage: null,
    fromVersion: upgrade.fromVersion,
    targetVersion: upgrade.targetVersion,
    percent: 0,
    apTotal: upgrade.counters.total,
    apComplete: 0,
    apFailed: 0,
    bytesMoved: 0,
    rehearsedAt: upgrade.rehearsedAt,
    prediction: upgrade.prediction,
    status: upgrade.status,
    fault: null,
  };
  return { ...row, ...runChanges(row, upgrade, null) };
}

/**
 * What the upgrade's row changes in the row of its run.
 * @param controllerVersion the version that the controller runs; null while unknown
 */
export function runChanges(
  before: RunRow,
  upgrade: UpgradeRow,
  controllerVersion: string | null,
): Partial<RunRow> {
  const { counters, readBack } = upgrade;
  const outcome = outcomeOf(before, upgrade, controllerVersion);
  const isOver = outcome !== "running" && outcome !== "ready";
  const changes: Partial<RunRow> = {
    mode: upgrade.mode,
    endedAt: isOver ? upgrade.endedAt : null,
    outcome,
    status: upgrade.status,
    fault: upgrade.fault,
    prediction: upgrade.prediction ?? before.prediction,
    // What has arrived stays moved when a cancel removes it.
    bytesMoved: Math.max(before.bytesMoved, upgrade.bytesMoved),
  };
  // A canceled or rolled back upgrade is reset; the run keeps what it had reached.
  if (upgrade.state === "none") return changes;
  const isReadBack = readBack !== null && !upgrade.running;
  return {
    ...changes,
    state: upgrade.state,
    stage: stageOf(upgrade) ?? before.stage,
    targetVersion: upgrade.targetVersion ?? before.targetVersion,
    percent: Math.max(before.percent, upgrade.percent),
    apTotal: counters.total,
    apComplete: isReadBack ? readBack.onTarget : counters.completed,
    apFailed: isReadBack ? readBack.total - readBack.onTarget : counters.failed + counters.unsupported,
  };
}

/** The last stage that has begun. */
const stageOf = ({ stageMarks }: UpgradeRow): Stage | null =>
  stageMarks.findLast(({ mark }) => mark !== "pending")?.stage ?? null;

function outcomeOf(before: RunRow, upgrade: UpgradeRow, controllerVersion: string | null): RunOutcome {
  if (upgrade.canActivate) return "ready";
  if (upgrade.running) return "running";
  switch (upgrade.state) {
    case "none":
      // Reset after Activate: rolled back. Reset before: canceled, or swapped in by a command.
      if (before.state === "activated") return "failed";
      return before.targetVersion !== null && before.targetVersion === controllerVersion
        ? "complete"
        : "canceled";
    case "activated":
      return upgrade.readBack !== null && upgrade.readBack.onTarget < upgrade.readBack.total
        ? "warnings"
        : "complete";
    case "controller-download-complete":
      // The server has the version that runs already.
      return "complete";
    default:
      return "failed";
  }
}
