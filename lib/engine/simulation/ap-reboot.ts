/** Operators reboot access points: each that can be reached is told, every other is answered with the reason. */
import type { Actor } from "@/lib/contracts/actor";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { ApEvent } from "@/lib/fleet/ap-state";
import { refuse } from "../refuse";
import { type BulkAnswer, changeEach } from "./bulk";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** @throws FaultError when the controller is reloading; nothing has changed then */
export function rebootAps(
  simulation: SimulationState,
  apIds: readonly string[],
  by: Actor,
  dispatch: (ap: SimulatedAp, event: ApEvent) => void,
): BulkAnswer {
  if (!simulation.controller.isUp)
    refuse(fault("conflict", "The controller is reloading.", "Wait until it is up again."));
  return changeEach(simulation, apIds, refusalOf, (ap) =>
    dispatch(ap, { type: "reset", reason: `by ${by.name}` }),
  );
}

function refusalOf(ap: SimulatedAp): Fault | null {
  if (ap.isController) {
    return fault(
      "conflict",
      `${ap.name} hosts the controller. To reboot it, reload the controller.`,
      "Type reload on the command line.",
    );
  }
  // The command goes over CAPWAP; an access point that is not joined does not get it.
  return ap.state.capwap === "Run"
    ? null
    : fault("conflict", `${ap.name} is not joined, so it cannot be told.`, "Wait until it has joined.");
}
