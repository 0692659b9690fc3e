/** How long the planned upgrade takes: what the probe measured and the listing says, given to the model. */
import { CONTROLLER_IMAGE, isControllerCapable } from "@/lib/contracts/families";
import { transferSettingsSchema, WELL_BEHAVED } from "@/lib/contracts/lab";
import type { Prediction } from "@/lib/contracts/prediction";
import {
  type NeededImage,
  type PredictedAp,
  type PredictionInput,
  predictionInputSchema,
  type Spread,
} from "@/lib/contracts/prediction-input";
import type { FleetAp, ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { ReadinessInput } from "@/lib/contracts/readiness/input";
import { known, type Observed, unknown } from "@/lib/contracts/readiness/observed";
import type { ProbedImage, ServerFacts } from "@/lib/contracts/readiness/server-facts";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { predictUpgrade } from "@/lib/prediction/predict-upgrade";
import { ASSUMED_RATE, rateSpread } from "@/lib/prediction/rate-spread";
import { targetVersion } from "@/lib/readiness/fleet-questions";
import { yieldToEventLoop } from "@/lib/store/batch";

type PlannedFacts = Pick<ReadinessFacts, "server" | "fleet" | "controller"> & {
  plan: ReadinessInput["plan"];
};

/** Milliseconds over CAPWAP where nobody has measured them: within a building, and over a leased line. */
const ASSUMED_ROUND_TRIP: Spread = { low: 1, likely: WELL_BEHAVED.linkRttMs, high: 10 };
const OPEN_MS = 10;

/** The prediction at the speed of real gear, without the reload; or why none can be made. */
export async function predictPlan(facts: PlannedFacts): Promise<Observed<Prediction>> {
  const input = planInput(facts);
  return input.known ? known(await predictUpgrade(input.value, yieldToEventLoop)) : input;
}

/** What {@link predictPlan} gives to the model. */
export function planInput(facts: PlannedFacts): Observed<PredictionInput> {
  const { server, plan } = facts;
  if (!server.known) return server;
  const { files, target } = server.value;
  if (!files.images.known) return files.images;
  const version = targetVersion(facts);
  const aps = facts.fleet.aps.flatMap((ap) => plannedAp(ap, version) ?? []);
  if (aps.length === 0) return unknown("No access point would take part in the upgrade.");
  const images: NeededImage[] = [];
  for (const name of new Set([CONTROLLER_IMAGE, ...aps.map(({ image }) => image)])) {
    const image = plannedImage(name, files.images.value[name], server.value);
    if (!image.known) return image;
    images.push(image.value);
  }
  const controllerImage = images.find(({ image }) => image === CONTROLLER_IMAGE);
  if (controllerImage?.failsAfterSeconds !== null)
    return unknown(`${CONTROLLER_IMAGE} cannot be read, and the upgrade cannot start without it.`);
  const { fetcher, delivery } = modeRules[target.protocol];
  return known(
    predictionInputSchema.parse({
      fetcher,
      parallelMode: plan.parallelMode,
      packets: delivery.method === "TFTP" ? transferSettingsSchema.parse({}) : null,
      serverBytesPerSecond: plan.uplinkMegabits === null ? null : (plan.uplinkMegabits * 1_000_000) / 8,
      controllerImage,
      images: images.filter((one) => one !== controllerImage),
      aps,
      capwap: capwapOf(plan.roundTripMs),
    }),
  );
}

/** Null for one that takes no part: of an unknown model, or not joined. */
function plannedAp(ap: FleetAp, version: string | null): PredictedAp | null {
  if (ap.family === null || ap.isJoined === false) return null;
  return {
    name: ap.name,
    image: ap.family,
    isController: ap.isController,
    isStandby: !ap.isController && ap.model !== null && isControllerCapable(ap.model),
    hasImage: version !== null && (ap.running === version || ap.backup === version),
    ...(ap.roundTripMs !== null && { link: { rttMs: ap.roundTripMs, loss: 0, bytesPerSecond: null } }),
    ...(ap.lastDownload !== null &&
      ap.lastDownload.bytes > 0 &&
      ap.lastDownload.seconds > 0 && { lastDownload: ap.lastDownload }),
    flashSlowness: 1,
  };
}

function plannedImage(
  name: string,
  probed: ProbedImage | undefined,
  { target, wire, files }: ServerFacts,
): Observed<NeededImage> {
  if (probed === undefined) return unknown(`${name} was not checked on the server.`);
  const { fault, sizeBytes, bytesPerSecond } = probed;
  const [roundTripMs = OPEN_MS] = wire.roundTripsMs.known ? wire.roundTripsMs.value : [];
  // What came of the other images is the same server: better than an assumption.
  const rates = bytesPerSecond === null ? measuredRates(files) : [bytesPerSecond];
  const fetched = {
    image: name,
    sizeBytes: sizeBytes ?? 0,
    wire: {
      bytesPerSecond: rates.length === 0 ? ASSUMED_RATE : rateSpread(rates),
      openMs: roundTripMs,
      basis: rates.length === 0 ? ("assumed" as const) : ("measured" as const),
    },
  };
  if (fault !== null) {
    const reportMs = modeRules[target.protocol].minReportMs[fault.code] ?? 0;
    return known({ ...fetched, failsAfterSeconds: reportMs / 1000 });
  }
  if (sizeBytes === null)
    return unknown(`The size of ${name} is not known: the server does not announce it.`);
  return known({ ...fetched, failsAfterSeconds: null });
}

const measuredRates = ({ images }: ServerFacts["files"]): number[] =>
  images.known
    ? (Object.values(images.value)
        .map(({ bytesPerSecond }) => bytesPerSecond)
        .filter((rate) => rate !== null && rate > 0) as number[])
    : [];

function capwapOf(roundTripMs: number | null) {
  if (roundTripMs === null || roundTripMs === 0)
    return { rttMs: ASSUMED_ROUND_TRIP, basis: "assumed" as const };
  return { rttMs: { low: roundTripMs, likely: roundTripMs, high: roundTripMs }, basis: "given" as const };
}
