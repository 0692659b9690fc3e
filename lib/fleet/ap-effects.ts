/** Helpers with which the access point's machine builds its steps, and the start of every join. */
import type { CapwapState } from "@/lib/contracts/aps";
import type { ApEffect, ApReport, ApState, ApStep, ApTimer } from "./ap-state";

/** RFC 5415 §4.7: DiscoveryInterval. */
export const DISCOVERY_INTERVAL_MS = 5000;

/** Prints the new CAPWAP state on the access point's console. */
export const printState = (state: CapwapState): ApEffect => ({
  do: "console",
  note: { note: "capwap-state", state },
});
export const arm = (timer: ApTimer, ms: number): ApEffect => ({ do: "arm", timer, ms });
export const disarm = (timer: ApTimer): ApEffect => ({ do: "disarm", timer });
export const report = (what: ApReport): ApEffect => ({ do: "report", report: what });
/** The event changes nothing in this state. */
export const stay = (state: ApState): ApStep => ({ state, effects: [] });
export const to = (state: ApState, ...effects: readonly ApEffect[]): ApStep => ({ state, effects });

/** @param unanswered requests of this discovery without an answer so far; -1: the first request */
export function discover(state: ApState, unanswered = -1): ApStep {
  return to(
    { ...state, capwap: "Discovery", discoveries: unanswered + 1 },
    // The console prints the state once, however many requests follow.
    ...(unanswered < 0 ? [printState("Discovery")] : []),
    { do: "send", message: "discovery-request" },
    arm("discovery", DISCOVERY_INTERVAL_MS),
  );
}

/** Something arrives, or nothing is expected any more: the timers that wait for the first block end. */
export const STOP_WAITING: readonly ApEffect[] = [
  disarm("precheck"),
  disarm("image-wait"),
  disarm("discard"),
];
