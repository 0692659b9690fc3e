/** The words in which a step of the access point's machine is put together, and the way every join begins. */
import type { CapwapState } from "@/lib/contracts/aps";
import type { ApEffect, ApState, ApStep, ApTimer } from "./ap-state";

/** RFC 5415 §4.7: DiscoveryInterval. */
const DISCOVERY_INTERVAL_MS = 5000;

/** Its console says which state it is in now. */
export const said = (state: CapwapState): ApEffect => ({
  do: "console",
  note: { note: "capwap-state", state },
});
export const arm = (timer: ApTimer, ms: number): ApEffect => ({ do: "arm", timer, ms });
export const stay = (state: ApState): ApStep => ({ state, effects: [] });
export const to = (state: ApState, ...effects: readonly ApEffect[]): ApStep => ({ state, effects });

/** @param before requests of this discovery that had no answer; -1: it begins */
export function discover(state: ApState, before = -1): ApStep {
  return to(
    { ...state, capwap: "Discovery", discoveries: before + 1 },
    // Once, however often it has to ask.
    ...(before < 0 ? [said("Discovery")] : []),
    { do: "send", message: "discovery-request" },
    arm("discovery", DISCOVERY_INTERVAL_MS),
  );
}
