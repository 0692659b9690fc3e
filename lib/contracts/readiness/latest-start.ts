/** When an upgrade must start to be ready as its window ends. */
import type { Prediction } from "../prediction";
import { startBy } from "../prediction-text";
import type { PlanFacts } from "./facts";

/** Wall milliseconds, in the worst case and in the likely one; null where the window's start or length was not given. */
export const latestStart = (
  prediction: Prediction,
  { windowStart, windowMinutes }: Pick<PlanFacts, "windowStart" | "windowMinutes">,
): ReturnType<typeof startBy> | null =>
  windowStart === null || windowMinutes === null
    ? null
    : startBy(prediction, windowStart + windowMinutes * 60_000, "ready");
