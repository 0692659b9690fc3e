/** The prediction of an upgrade of this lab: what is known of its fleet, its links and its server, given to the model. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import type { Prediction } from "@/lib/contracts/prediction";
import type {
  NeededImage,
  PredictedAp,
  PredictionInput,
  Spread,
  Wire,
} from "@/lib/contracts/prediction-input";
import { imagePathOf, isParallel, locationOf, type Profile } from "@/lib/contracts/profile";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { hasVersion } from "@/lib/fleet/ap-state";
import { predictUpgrade } from "@/lib/prediction/predict-upgrade";
import { ASSUMED_RATE, rateSpread } from "@/lib/prediction/rate-spread";
import { yieldToEventLoop } from "@/lib/store/batch";
import type { Probed } from "../image-download/modes/mode-source";
import { capwapLink } from "../simulation/ap-link";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

/** What the server says of an image. `fault`: why it does not give it. `version`: null while unknown. */
export type AskedImage = {
  image: string;
  sizeBytes: number | null;
  version: string | null;
  fault: Fault | null;
};

/** What an answer of the server says; the version is also known of what our repository has. */
export function askedImage(
  { servers, ports }: SimulationState,
  profile: Profile,
  image: string,
  answer: Probed,
): AskedImage {
  if (!answer.found) return { image, sizeBytes: null, version: null, fault: answer.fault };
  const stored = servers.repositoryPath(profile, imagePathOf(profile, image));
  const known = stored === null ? null : ports.images.lookup(stored);
  const version = known?.version ?? answer.version ?? null;
  return { image, sizeBytes: answer.sizeBytes, version, fault: null };
}

/** What was uploaded is read from the controller's own disk. */
const ASSUMED_DISK_RATE: Spread = { low: 20_000_000, likely: 150_000_000, high: 600_000_000 };
/** By how much the round trip differs from what Lab says. */
const SET_RTT: Spread = {
  low: WELL_BEHAVED.linkRttMs * 0.98,
  likely: WELL_BEHAVED.linkRttMs,
  high: WELL_BEHAVED.linkRttMs * 1.02,
};

/**
 * Predicts the upgrade of these access points by this profile.
 * @returns null while a size is not known, and when the controller image is not there
 */
export function predictionOf(
  simulation: SimulationState,
  profile: Profile,
  aps: Iterable<SimulatedAp>,
  asked: readonly AskedImage[],
): Promise<Prediction | null> {
  const input = predictionInputOf(simulation, profile, aps, asked);
  return input === null ? Promise.resolve(null) : predictUpgrade(input, yieldToEventLoop);
}

/** What {@link predictionOf} gives to the model. */
export function predictionInputOf(
  simulation: SimulationState,
  profile: Profile,
  aps: Iterable<SimulatedAp>,
  asked: readonly AskedImage[],
): PredictionInput | null {
  const { lab, ports } = simulation;
  const { fetcher, delivery } = modeRules[profile.mode];
  const wire = wireOf(simulation, profile);
  const images = asked.map((one) => neededImage(profile, one, wire));
  const controllerImage = images.find((one) => one?.image === CONTROLLER_IMAGE);
  if (images.includes(null) || controllerImage == null || controllerImage.failsAfterSeconds !== null)
    return null;
  const versions = new Map(asked.map(({ image, version }) => [image, version]));
  return {
    clockFactor: ports.simulated.factor,
    fetcher,
    parallelMode: isParallel(profile),
    startPolicy: lab.startPolicy,
    packets: delivery.method === "TFTP" ? lab.transfer : null,
    serverBytesPerSecond: null,
    controllerImage,
    images: images.filter((one) => one !== null && one !== controllerImage) as NeededImage[],
    aps: [...aps].flatMap((ap) => predictedAp(ap, versions) ?? []),
    capwap: { rttMs: SET_RTT, loss: 0, windowSize: 1, basis: "set" },
    reload: { controllerSeconds: lab.controller.reloadSeconds },
  };
}

/** Null for one that takes no part: of an unknown model, or not joined. */
function predictedAp(ap: SimulatedAp, versions: ReadonlyMap<string, string | null>): PredictedAp | null {
  if (ap.family === null || ap.state.capwap !== "Run") return null;
  const version = versions.get(ap.family) ?? null;
  return {
    name: ap.name,
    image: ap.family,
    isController: ap.isController,
    isStandby: ap.isStandby,
    hasImage: version !== null && hasVersion(ap.state, version),
    link: capwapLink(ap.behavior),
    flashSlowness: ap.behavior.flashSlowness,
    bootSeconds: ap.facts.bootMs / 1000,
  };
}

/** Null while its size is unknown. */
function neededImage(
  profile: Profile,
  { image, sizeBytes, fault }: AskedImage,
  wire: Wire,
): NeededImage | null {
  if (fault !== null) {
    const reportMs = modeRules[profile.mode].minReportMs[fault.code] ?? 0;
    return { image, sizeBytes: 0, wire, failsAfterSeconds: reportMs / 1000 };
  }
  return sizeBytes === null ? null : { image, sizeBytes, wire, failsAfterSeconds: null };
}

function wireOf({ wireRates }: SimulationState, profile: Profile): Wire {
  const rates = wireRates.of(profile);
  if (rates.length > 0) return { bytesPerSecond: rateSpread(rates), openMs: 0, basis: "earlier" };
  const isOnDisk = locationOf(profile) === null && modeRules[profile.mode].delivery.route === "capwap";
  return { bytesPerSecond: isOnDisk ? ASSUMED_DISK_RATE : ASSUMED_RATE, openMs: 10, basis: "assumed" };
}
