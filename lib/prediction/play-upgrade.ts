/** An upgrade with the numbers of one case, from Save & Download to the reload. */
import type { PredictedAp, PredictionInput } from "@/lib/contracts/prediction-input";
import { playRound, type RoundOutcome } from "./round-model";
import { type Case, Scenario } from "./scenario";
import type { Pause } from "./virtual-time";

/** Milliseconds of one case. */
export type Played = {
  controllerMs: number;
  ap: RoundOutcome;
  network: RoundOutcome;
};

/** Plays the upgrade with the numbers of one case. */
export async function playUpgrade(
  input: PredictionInput,
  which: Case,
  pause: Pause,
  failsOnce: PredictedAp | null = null,
): Promise<Played> {
  const scenario = new Scenario(input, which);
  const { controllerImage } = input;
  return {
    controllerMs: controllerImage === null ? 0 : scenario.wireMs(controllerImage),
    ap: await playRound("ap", scenario, pause, failsOnce),
    network: await playRound("network", scenario, pause),
  };
}

/** Milliseconds until it can be activated. */
export const readyMs = ({ controllerMs, ap, network }: Played): number =>
  controllerMs + ap.endMs + network.endMs;
