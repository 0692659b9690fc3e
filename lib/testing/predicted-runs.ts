/**
 * Upgrades that are predicted and then run, on a fake clock. Fleet, links, server, start policy and mode are random by
 * seed. The prediction knows the server only from a few earlier fetches and each link only as a probe measures it: with an
 * error.
 */
import {
  CONTROLLER_IMAGE,
  familyOfModel,
  imageFamilies,
  isControllerCapable,
} from "@/lib/contracts/families";
import { type Lab, type LabAp, labSchema } from "@/lib/contracts/lab";
import type { Prediction } from "@/lib/contracts/prediction";
import { type PredictionInput, predictionInputSchema, type Wire } from "@/lib/contracts/prediction-input";
import { demoLab, expandLab } from "@/lib/fleet/population";
import { type Chance, seededChance } from "@/lib/kit/chance";
import { predictUpgrade } from "@/lib/prediction/predict-upgrade";
import { rateSpread } from "@/lib/prediction/rate-spread";
import { fakeClock } from "./fake-clock";
import { FakeServer, OLD, profile, sftpProfile, testLab } from "./simulation-lab";

export type PredictedRun = { seed: number; prediction: Prediction; realSeconds: number };

const MODELS = { "C9105AXI-E": 4, "C9120AXI-E": 3, "C9130AXI-E": 2, "AIR-AP2802I-E-K9": 1, "C9117AXI-E": 1 };
const LONGEST_RUN_MS = 48 * 3_600_000;
const MEGABYTE = 1_000_000;
/** Fetches from one server differ by so much, and a measured link from the real one. */
const SERVER_VARIES = 0.25;
const LINK_ERROR = 0.15;

/** Between the two, each order of magnitude alike. */
const between = (chance: Chance, least: number, most: number): number =>
  least * (most / least) ** chance.next();
const about = (chance: Chance, value: number, error: number): number =>
  value * (1 - error + 2 * error * chance.next());

export async function predictedRun(seed: number): Promise<PredictedRun> {
  const chance = seededChance(seed);
  const lab = randomLab(chance);
  const clock = fakeClock();
  const server = new FakeServer(clock);
  const usualRate = between(chance, 1, 40) * MEGABYTE;
  const rate = (): number => about(chance, usualRate, SERVER_VARIES);
  for (const [path, file] of server.files)
    server.files.set(path, { ...file, size: Math.round(between(chance, 20, 90) * MEGABYTE) });
  const order = { ...chance.pick([profile, sftpProfile]), parallelMode: chance.next() < 0.5 };
  const earlier = Array.from({ length: chance.integer(1, 8) }, rate);
  const wire: Wire = { bytesPerSecond: rateSpread(earlier), openMs: 10, basis: "earlier" };
  const prediction = await predictUpgrade(inputOf(chance, lab, server, wire, order));
  server.rate = rate;
  const run = testLab({ lab, clock, server });
  await run.start();
  await run.saveAndDownload(order);
  const startedAt = clock.now();
  await run.untilIdle(LONGEST_RUN_MS);
  const realSeconds = (clock.now() - startedAt) / 1000;
  await run.simulation.stop();
  if (!run.upgrade().canActivate) throw new Error(`Run ${seed} ended with: ${run.upgrade().status}`);
  return { seed, prediction, realSeconds };
}

function randomLab(chance: Chance): Lab {
  const { controller } = demoLab();
  const mixed = labSchema.parse({
    controller,
    mixes: [
      { count: chance.integer(4, 60), seed: chance.integer(1, 1_000_000), models: MODELS, running: OLD },
    ],
    startPolicy: {
      batchSize: chance.integer(4, 32),
      batchIntervalSeconds: chance.integer(10, 60),
    },
    clockFactor: chance.pick([1, 10, 10, 10, 60]),
  });
  const usualRtt = between(chance, 1, 12);
  const aps = expandLab(mixed).map(
    (ap): LabAp => ({
      ...ap,
      behavior: {
        linkRttMs: between(chance, usualRtt / 1.6, usualRtt * 1.6),
        linkLoss: chance.next() < 0.7 ? 0 : chance.next() * 0.005,
        linkBytesPerSecond: chance.next() < 0.85 ? null : Math.round(between(chance, 0.2, 2) * MEGABYTE),
        flashSlowness: chance.next() < 0.8 ? 1 : 1 + 2 * chance.next(),
      },
    }),
  );
  return labSchema.parse({ ...mixed, mixes: [], aps });
}

function inputOf(
  chance: Chance,
  lab: Lab,
  server: FakeServer,
  wire: Wire,
  order: { mode: "tftp" | "sftp"; parallelMode: boolean },
): PredictionInput {
  const needed = (image: string) => ({
    image,
    sizeBytes: server.files.get(`${profile.imagePath}/${image}`)?.size ?? 0,
    wire,
  });
  const aps = lab.aps.map((ap) => {
    const { linkRttMs = 1, linkLoss = 0, linkBytesPerSecond = null, flashSlowness = 1 } = ap.behavior;
    const isController = ap.name === lab.controller.ap;
    return {
      name: ap.name,
      image: familyOfModel(ap.model) ?? "",
      isController,
      isStandby: !isController && isControllerCapable(ap.model),
      flashSlowness,
      link: {
        rttMs: about(chance, linkRttMs, LINK_ERROR),
        loss: about(chance, linkLoss, LINK_ERROR),
        bytesPerSecond: linkBytesPerSecond,
      },
    };
  });
  const families = imageFamilies.filter((family) => aps.some(({ image }) => image === family));
  return predictionInputSchema.parse({
    clockFactor: lab.clockFactor,
    fetcher: order.mode === "sftp" ? "controller" : "image-masters",
    parallelMode: order.parallelMode,
    startPolicy: lab.startPolicy,
    controllerImage: needed(CONTROLLER_IMAGE),
    images: families.map(needed),
    aps,
    capwap: {
      rttMs: { low: 1 / (1 + LINK_ERROR), likely: 1, high: 1 / (1 - LINK_ERROR) },
      basis: "measured",
    },
  });
}

/** How many runs lie inside their range, and the middle of how far *likely* was off; shares of 1. */
export function judge(runs: readonly PredictedRun[]): { inside: number; medianError: number } {
  const inside = runs.filter(
    ({ prediction: { ready }, realSeconds }) => ready.best <= realSeconds && realSeconds <= ready.worst,
  ).length;
  const errors = runs
    .map(({ prediction: { ready }, realSeconds }) => Math.abs(ready.likely - realSeconds) / realSeconds)
    .toSorted((a, b) => a - b);
  return { inside: inside / runs.length, medianError: errors[Math.floor(errors.length / 2)] ?? 0 };
}
