/** Operators reboot access points: each that can be reached is told, of every other it is said why it was not. */
import type { Actor, CommandAnswers } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { ApEvent } from "@/lib/fleet/ap-state";
import type { ApUnit, World } from "./world";

/** @throws FaultError when the controller cannot tell anybody now; nothing has changed then. */
export function rebootAps(
  world: World,
  apIds: readonly string[],
  by: Actor,
  tell: (unit: ApUnit, event: ApEvent) => void,
): CommandAnswers["ap.reboot"] {
  if (world.controller.state !== "up")
    throw new FaultError(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  const answer: CommandAnswers["ap.reboot"] = { done: [], refused: [] };
  for (const apId of new Set(apIds)) {
    const unit = world.units.get(apId);
    const why = mayReboot(unit);
    if (unit === undefined || why !== null) {
      answer.refused.push({ apId, fault: why ?? gone });
      continue;
    }
    tell(unit, { type: "reset", reason: `${by.name} told it to reboot.` });
    answer.done.push(apId);
  }
  return answer;
}

const gone = fault("not-found", "There is no such access point.");

function mayReboot(unit: ApUnit | undefined): Fault | null {
  if (unit === undefined) return gone;
  if (unit.isController) {
    return fault(
      "conflict",
      `${unit.name} hosts the controller: its reboot is the controller's reload.`,
      "Type reload on the command line.",
    );
  }
  // Only over CAPWAP can it be told; while it joins or is away nobody hears.
  return unit.state.capwap === "Run" && unit.state.away === "no"
    ? null
    : fault("conflict", `${unit.name} is not joined: it cannot be told.`, "Wait until it has joined.");
}
