/** Operators reboot access points: each that can be reached is told, every other is answered with the reason. */
import type { Actor } from "@/lib/contracts/actor";
import { fault } from "@/lib/contracts/fault";
import type { ApEvent } from "@/lib/fleet/ap-state";
import { refuse } from "../refuse";
import { refusalFor } from "./ap-actions";
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
    refuse(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  return changeEach(simulation, apIds, refusalFor("reboot", simulation), (ap) =>
    dispatch(ap, { type: "reset", reason: `by ${by.name}` }),
  );
}
