/** The row of the upgrade, derived from its record and from the records of its members. */
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { statusLine } from "@/lib/controller/status-line";
import { isReady, mayCancel, stageMarks } from "@/lib/controller/upgrade-machine";
import { controllerTime } from "@/lib/kit/time-text";
import type { SimulationState } from "../simulation/simulation-state";
import { totalsOf } from "./upgrade-totals";

export function upgradeRow(simulation: SimulationState): UpgradeRow {
  const { upgrade, ports, controller } = simulation;
  const now = ports.wall.now();
  const totals = totalsOf(simulation);
  const { moved, toMove, rate, areSizesKnown } = totals;
  const counters = upgrade.finalCounters ?? totals.counters;
  const activated = upgrade.activatedAt !== null;
  return {
    id: upgrade.id,
    state: upgrade.state,
    stageMarks: stageMarks(upgrade),
    status: statusLine({
      upgrade,
      counters,
      runningVersion: controller.version,
      nextRetryAt: totals.nextRetryAt,
      controllerBackAt: controller.backAt,
      now,
      timeText: (wallAt) => controllerTime(ports.simulated.toSimulated(wallAt), ports.simulated.factor),
    }),
    running: upgrade.running,
    canActivate: isReady(upgrade),
    canCancel: upgrade.running && mayCancel(upgrade) === null,
    counters,
    bytesMoved: moved,
    bytesToMove: toMove,
    rate,
    startedAt: upgrade.startedAt,
    endedAt: upgrade.endedAt,
    estimatedEndAt:
      upgrade.running && !activated && areSizesKnown
        ? estimateEnd(now, upgrade.startedAt, moved, toMove)
        : null,
    startedBy: upgrade.startedBy,
    mode: upgrade.id === "" ? null : (simulation.upgradeState.profile?.mode ?? null),
    fromVersion: upgrade.fromVersion,
    targetVersion: upgrade.targetVersion,
    readBack: upgrade.readBack,
    fault: upgrade.fault,
  };
}

/** From the mean rate since the start; null until that is known. */
function estimateEnd(now: number, startedAt: number | null, moved: number, toMove: number): number | null {
  const elapsed = startedAt === null ? 0 : now - startedAt;
  if (elapsed < 2000 || moved === 0) return null;
  return now + ((toMove - moved) * elapsed) / moved;
}
