/** After a reload: how many access points run the new version, as read from them when they joined. */
import type { UpgradeEvent } from "@/lib/controller/upgrade-machine";
import { joinObstacle, runningVersion } from "@/lib/fleet/ap-state";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

/** What was read back now; null when nothing is, or when the upgrade knows it already. */
export function readBackEvent(simulation: SimulationState): UpgradeEvent | null {
  const { upgrade, controller } = simulation;
  if (upgrade.state !== "activated" || !controller.isUp) return null;
  const { onTarget, settled } = readBack(simulation.members(), upgrade.targetVersion);
  const total = upgrade.members.length;
  const before = upgrade.readBack;
  if (onTarget === before?.onTarget && total === before.total && !(settled && upgrade.running)) return null;
  // An access point that reboots after the end was read back before, and stays counted.
  if (!upgrade.running && onTarget < (before?.onTarget ?? 0)) return null;
  return { type: "read-back", onTarget, total, settled, at: simulation.ports.wall.now() };
}

/** `settled`: no access point is still on its way. */
function readBack(
  members: readonly SimulatedAp[],
  target: string | null,
): { onTarget: number; settled: boolean } {
  let onTarget = 0;
  let settled = true;
  for (const { state } of members) {
    const isThere = state.capwap === "Run" && runningVersion(state) === target;
    if (isThere) onTarget++;
    else if (joinObstacle(state) === null) settled = false;
  }
  return { onTarget, settled };
}
