/** What would shorten an upgrade: the same plan with one thing changed, predicted again. */
import type { Prediction } from "@/lib/contracts/prediction";
import type { PredictionInput, Spread, Wire } from "@/lib/contracts/prediction-input";
import { playUpgrade, readyMs } from "./play-upgrade";
import type { Pause } from "./virtual-time";

/** A change that saves less than this share of the whole is not worth a word. */
const WORTHWHILE = 0.05;
const MOST = 3;

const times = ({ low, likely, high }: Spread, factor: number): Spread => ({
  low: low * factor,
  likely: likely * factor,
  high: high * factor,
});

type Change = { text: string; applied: PredictionInput };

/** @param nowMs how long the plan takes as it is */
export async function shorterPlans(
  input: PredictionInput,
  nowMs: number,
  pause: Pause,
): Promise<Prediction["shorten"]> {
  const plans: Prediction["shorten"] = [];
  for (const { text, applied } of changes(input)) {
    const savedMs = nowMs - readyMs(await playUpgrade(applied, "likely", pause));
    if (savedMs >= nowMs * WORTHWHILE && savedMs > 0) plans.push({ text, seconds: savedMs / 1000 });
  }
  return plans.toSorted((a, b) => b.seconds - a.seconds).slice(0, MOST);
}

function changes(input: PredictionInput): Change[] {
  const { parallelMode, images, startPolicy, aps, capwap, controllerImage } = input;
  const all: Change[] = [];
  const wires = [...images, ...(controllerImage === null ? [] : [controllerImage])].filter(
    ({ wire }) => wire !== null,
  );
  if (!parallelMode && images.length > 1 && wires.length > 1 && !startPolicy.everyApFetches)
    all.push({ text: "Turn on Parallel Mode", applied: { ...input, parallelMode: true } });
  if (aps.length > startPolicy.batchSize)
    all.push({
      text: "Start twice as many access points at once",
      applied: { ...input, startPolicy: { ...startPolicy, batchSize: startPolicy.batchSize * 2 } },
    });
  if (wires.length > 0)
    all.push({ text: "Use a server that sends twice as fast", applied: onFasterWire(input) });
  if (aps.length > 1)
    all.push({
      text: "Halve the round-trip time between controller and access points",
      applied: {
        ...input,
        capwap: { ...capwap, rttMs: times(capwap.rttMs, 0.5) },
        aps: aps.map((ap) =>
          ap.link === undefined ? ap : { ...ap, link: { ...ap.link, rttMs: ap.link.rttMs / 2 } },
        ),
      },
    });
  return all;
}

function onFasterWire(input: PredictionInput): PredictionInput {
  const faster = <T extends { wire: Wire | null }>(image: T): T =>
    image.wire === null
      ? image
      : { ...image, wire: { ...image.wire, bytesPerSecond: times(image.wire.bytesPerSecond, 2) } };
  const { serverBytesPerSecond, controllerImage } = input;
  return {
    ...input,
    serverBytesPerSecond: serverBytesPerSecond === null ? null : serverBytesPerSecond * 2,
    controllerImage: controllerImage === null ? null : faster(controllerImage),
    images: input.images.map(faster),
  };
}
