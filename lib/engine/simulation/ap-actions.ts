/** The rule of actions on access points, asked of the simulation's present state. */
import {
  type ActionContext,
  type ActionFacts,
  type ApAction,
  actionRefusal,
} from "@/lib/contracts/ap-actions";
import type { Fault } from "@/lib/contracts/fault";
import { hasFailed } from "@/lib/contracts/predownload";
import { transferOf } from "@/lib/fleet/ap-transfer";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** Why the action does not apply to this access point now; null when it does. */
export function refusalFor(action: ApAction, simulation: SimulationState): (ap: SimulatedAp) => Fault | null {
  const { upgrade, controller, profile } = simulation;
  const context: ActionContext = {
    isControllerUp: controller.isUp,
    upgradeBy: upgrade.running ? (upgrade.startedBy ?? "Somebody") : null,
    hasProfile: profile.profile !== null,
  };
  return (ap) => actionRefusal(action, factsOf(ap), context)?.fault ?? null;
}

const factsOf = ({ name, model, isController, state, family }: SimulatedAp): ActionFacts => ({
  name,
  model,
  isController,
  isJoined: state.capwap === "Run",
  isReceiving: transferOf(state) !== null,
  hasFamily: family !== null,
  hasFailed: hasFailed(state.predownload.apImage),
});
