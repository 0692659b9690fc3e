/** What Activate would interrupt now: every joined access point, whether the upgrade counts it or not. */
import type { Outage } from "@/lib/contracts/outage";
import { hasVersion } from "@/lib/fleet/ap-state";
import { outageSpan, type TimeSpan } from "@/lib/fleet/outage-estimate";
import type { SimulationState } from "../simulation/simulation-state";

/** One pass over the fleet; access points that boot alike are calculated once. */
export function activationOutage({ fleet, lab, upgrade }: SimulationState): Outage {
  const reloadMs = lab.controller.reloadSeconds * 1000;
  const target = upgrade.targetVersion ?? "";
  const spans = new Map<string, TimeSpan>();
  let apCount = 0;
  let downloading = 0;
  let leastMs = Number.POSITIVE_INFINITY;
  let mostMs = 0;
  for (const { state, facts, isController } of fleet.all()) {
    if (state.capwap !== "Run") continue;
    apCount++;
    if (!hasVersion(state, target)) {
      downloading++;
      continue;
    }
    const { bootMs } = facts;
    const { linkRttMs } = facts.behavior;
    const key = `${bootMs} ${linkRttMs} ${isController}`;
    const known = spans.get(key);
    const span = known ?? outageSpan({ bootMs, linkRttMs, isController }, reloadMs);
    if (known === undefined) spans.set(key, span);
    leastMs = Math.min(leastMs, span.leastMs);
    mostMs = Math.max(mostMs, span.mostMs);
  }
  return { apCount, downloading, leastMs: apCount === downloading ? 0 : leastMs, mostMs };
}
