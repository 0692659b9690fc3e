/** After a reload: how many access points run the new version, as read from them when they joined. */
import { joinObstacle, runningVersion } from "@/lib/fleet/ap-state";
import type { SimulatedAp } from "../simulation/simulated-ap";

/** `settled`: no access point is still on its way. */
export function readBack(
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
