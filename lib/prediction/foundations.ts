/** What a prediction rests on, in words, and how sure that makes it. */
import type { Basis, Prediction } from "@/lib/contracts/prediction";
import type { PredictedAp, PredictionInput, Spread } from "@/lib/contracts/prediction-input";
import { counted } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";

const SURENESS: Record<Basis, Prediction["sureness"]> = {
  measured: "high",
  set: "high",
  given: "high",
  earlier: "medium",
  assumed: "low",
};
const ORDER: readonly Prediction["sureness"][] = ["high", "medium", "low"];
const WORDS: Record<Basis, string> = {
  measured: "measured just now",
  set: "as set in Lab",
  given: "as entered",
  earlier: "measured in earlier downloads from this server",
  assumed: "assumed, because nothing was measured",
};

const range = ({ low, high }: Spread, text: (value: number) => string): string =>
  text(low) === text(high) ? text(low) : `${text(low)} to ${text(high)}`;
const ms = (value: number): string => `${Number(value.toPrecision(2))} ms`;

/** One entry for each kind of number, the controller's own first. */
export function foundations(input: PredictionInput): Prediction["restsOn"] {
  const { capwap, aps, parallelMode, startPolicy, serverBytesPerSecond } = input;
  const found: Prediction["restsOn"] = wires(input).map(({ basis, spread }) => ({
    text: `Download rate from the server: ${range(spread, formatRate)}, ${WORDS[basis]}.`,
    basis,
  }));
  if (found.length > 0 && serverBytesPerSecond === null && (parallelMode || startPolicy.everyApFetches))
    found.push({
      text: "The total rate of the server for several downloads at once is not known. The worst case assumes that they share the rate of a single one.",
      basis: "assumed",
    });
  const others = aps.filter(({ lastDownload }) => lastDownload === undefined);
  const reported = aps.length - others.length;
  if (reported > 0)
    found.push({
      text: `Duration of the last download of ${counted(reported, "access point")}.`,
      basis: "measured",
    });
  if (others.length > 0)
    found.push({
      text: `CAPWAP round-trip time: ${range(roundTrips(capwap.rttMs, others), ms)}, ${WORDS[capwap.basis]}.`,
      basis: capwap.basis,
    });
  return found;
}

/** From the shortest to the longest, each as uncertain as the controller's own. */
function roundTrips(usual: Spread, aps: readonly PredictedAp[]): Spread {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { link } of aps) {
    const share = link === undefined ? 1 : link.rttMs / usual.likely;
    low = Math.min(low, usual.low * share);
    high = Math.max(high, usual.high * share);
  }
  return { low, likely: usual.likely, high };
}

/** As sure as the least sure number. */
export const surenessOf = (input: PredictionInput): Prediction["sureness"] =>
  foundations(input).reduce<Prediction["sureness"]>((least, { basis }) => {
    const sureness = SURENESS[basis];
    return ORDER.indexOf(sureness) > ORDER.indexOf(least) ? sureness : least;
  }, "high");

/** The rates of all images from the lowest to the highest, once for each basis. */
function wires({ images, controllerImage }: PredictionInput): { basis: Basis; spread: Spread }[] {
  const byBasis = new Map<Basis, Spread>();
  for (const image of [...(controllerImage === null ? [] : [controllerImage]), ...images]) {
    if (image.wire === null) continue;
    const { basis, bytesPerSecond } = image.wire;
    const known = byBasis.get(basis) ?? bytesPerSecond;
    byBasis.set(basis, {
      low: Math.min(known.low, bytesPerSecond.low),
      likely: known.likely,
      high: Math.max(known.high, bytesPerSecond.high),
    });
  }
  return [...byBasis].map(([basis, spread]) => ({ basis, spread }));
}
