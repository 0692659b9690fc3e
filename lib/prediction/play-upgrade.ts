/** An upgrade with the numbers of one case, from Save & Download to the reload. */
import type { PredictedAp, PredictionInput } from "@/lib/contracts/prediction-input";
import { playRound, type RoundOutcome } from "./round-model";
import { type Case, Scenario } from "./scenario";

/** Milliseconds of one case. */
export type Played = {
  controllerMs: number;
  ap: RoundOutcome;
  network: RoundOutcome;
  reloadMs: number;
};

/** Plays the upgrade with the numbers of one case. */
export function playUpgrade(
  input: PredictionInput,
  which: Case,
  failsOnce: PredictedAp | null = null,
): Played {
  const scenario = new Scenario(input, which);
  const { controllerImage } = input;
  return {
    controllerMs: controllerImage === null ? 0 : scenario.wireMs(controllerImage),
    ap: playRound("ap", scenario, failsOnce),
    network: playRound("network", scenario),
    reloadMs: scenario.reloadMs(),
  };
}

/** Milliseconds until it can be activated. */
export const readyMs = ({ controllerMs, ap, network }: Played): number =>
  controllerMs + ap.endMs + network.endMs;
