/** Operators reboot access points: each that can be reached is told, of every other it is said why it was not. */
import type { Actor } from "@/lib/contracts/actor";
import type { CommandAnswer } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { ApEvent } from "@/lib/fleet/ap-state";
import type { SimulatedAp, SimulationState } from "./simulation-state";

/** @throws FaultError when the controller cannot tell anybody now; nothing has changed then. */
export function rebootAps(
  simulation: SimulationState,
  apIds: readonly string[],
  by: Actor,
  dispatch: (ap: SimulatedAp, event: ApEvent) => void,
): CommandAnswer<"ap.reboot"> {
  if (simulation.controller.state !== "up")
    throw new FaultError(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  const answer: CommandAnswer<"ap.reboot"> = { done: [], refused: [] };
  for (const apId of new Set(apIds)) {
    const ap = simulation.aps.get(apId);
    const why = mayReboot(ap);
    if (ap === undefined || why !== null) {
      answer.refused.push({ apId, fault: why ?? gone });
      continue;
    }
    dispatch(ap, { type: "reset", reason: `${by.name} told it to reboot.` });
    answer.done.push(apId);
  }
  return answer;
}

const gone = fault("not-found", "There is no such access point.");

function mayReboot(ap: SimulatedAp | undefined): Fault | null {
  if (ap === undefined) return gone;
  if (ap.isController) {
    return fault(
      "conflict",
      `${ap.name} hosts the controller: its reboot is the controller's reload.`,
      "Type reload on the command line.",
    );
  }
  // Only over CAPWAP can it be told; while it joins or is away nobody hears.
  return ap.state.capwap === "Run" && ap.state.away === "no"
    ? null
    : fault("conflict", `${ap.name} is not joined: it cannot be told.`, "Wait until it has joined.");
}
