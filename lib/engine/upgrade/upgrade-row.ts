/** The row of the upgrade, derived from its record and from the records of its members. */
import { hasFailed, isRetrying } from "@/lib/contracts/predownload";
import type { FailureCause, Uncommitted, UpgradeRow } from "@/lib/contracts/upgrade";
import { type FailedMember, failureCauses } from "@/lib/controller/failure-causes";
import { stageMarks } from "@/lib/controller/stage-marks";
import { statusLine } from "@/lib/controller/status-line";
import { cancelRefusal, isReady, startRefusal } from "@/lib/controller/upgrade-machine";
import { controllerTime } from "@/lib/kit/time-text";
import type { SimulationState } from "../simulation/simulation-state";
import { activationOutage } from "./activation-outage";
import { remainingMs } from "./remaining-time";
import { totalsOf, type UpgradeTotals } from "./upgrade-totals";

export function upgradeRow(simulation: SimulationState): UpgradeRow {
  const { upgrade, ports, controller } = simulation;
  const now = ports.wall.now();
  const totals = totalsOf(simulation);
  const { moved, toMove, rate } = totals;
  const counters = upgrade.finalCounters ?? totals.counters;
  const estimatedEndAt = followProgress(simulation, totals);
  return {
    id: upgrade.id,
    state: upgrade.state,
    stageMarks: stageMarks(upgrade),
    status: statusLine({
      upgrade,
      mode: simulation.upgradeState.profile?.mode ?? null,
      counters,
      runningVersion: controller.version,
      nextRetryAt: totals.nextRetryAt,
      controllerBackAt: controller.backAt,
      now,
      clockFactor: ports.simulated.factor,
      timeText: (wallAt) => controllerTime(ports.simulated.toSimulated(wallAt), ports.simulated.factor),
    }),
    running: upgrade.running,
    canActivate: isReady(upgrade),
    canCancel: upgrade.running && cancelRefusal(upgrade) === null,
    counters,
    percent: simulation.progress.percentOf(upgrade.id),
    queue: simulation.queue,
    bytesMoved: moved,
    bytesToMove: toMove,
    rate,
    startedAt: upgrade.startedAt,
    endedAt: upgrade.endedAt,
    estimatedEndAt,
    startedBy: upgrade.startedBy,
    mode: upgrade.id === "" ? null : (simulation.upgradeState.profile?.mode ?? null),
    rehearsedAt: upgrade.rehearsal?.clockFactor ?? null,
    prediction: upgrade.prediction,
    fromVersion: upgrade.fromVersion,
    targetVersion: upgrade.targetVersion,
    readBack: upgrade.readBack,
    outage: isReady(upgrade) ? activationOutage(simulation) : null,
    uncommitted: uncommitted(simulation),
    fault: upgrade.fault,
    causes: causes(simulation),
  };
}

/** Of the members that failed or are retrying, and of those that cannot join after Activate. */
function causes(simulation: SimulationState): FailureCause[] {
  const { upgrade } = simulation;
  if (upgrade.id === "" || upgrade.state === "none") return [];
  const failed: FailedMember[] = [];
  const canStart = startRefusal(upgrade) === null;
  for (const ap of simulation.members()) {
    const { predownload, joinFault, capwap } = ap.state;
    const { apImage } = predownload;
    const why = joinFault ?? apImage.fault;
    if (why === null || (joinFault === null && !hasFailed(apImage) && !isRetrying(apImage))) continue;
    const canRetry = canStart && joinFault === null && capwap === "Run" && hasFailed(apImage);
    failed.push({ apId: ap.id, name: ap.name, fault: why, canRetry });
  }
  return failureCauses(failed);
}

/** From Activate until the commit, the reload between them included. */
function uncommitted({ controller, upgrade }: SimulationState): Uncommitted | null {
  const version = controller.isCommitted ? controller.activating : controller.version;
  if (version === null) return null;
  return { version, rollbackAt: controller.rollbackAt, commitsAutomatically: upgrade.commitsAutomatically };
}

/**
 * Tells the run's progress where it is.
 * @returns wall milliseconds of the expected end; null while unknown and when nothing is downloaded
 */
function followProgress(simulation: SimulationState, { share, wireRate }: UpgradeTotals): number | null {
  const { upgrade, progress } = simulation;
  const isDownloaded = isReady(upgrade) || upgrade.activatedAt !== null;
  if (isDownloaded) progress.reach(upgrade.id, 1);
  if (!upgrade.running || isDownloaded) return null;
  // Everything is done only when the last stage has ended.
  progress.reach(upgrade.id, Math.min(0.99, share));
  progress.recordRate(wireRate);
  return progress.estimateEnd(upgrade.id, simulation.ports.wall, (rate) => remainingMs(simulation, rate));
}
