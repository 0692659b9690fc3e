/** What Save & Download and Activate would do: the server and the fleet are asked, nothing is changed. */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { imagePathOf, isParallel } from "@/lib/contracts/profile";
import type { ActivationPreview, UpgradePreview } from "@/lib/contracts/upgrade";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { wordFetchFault } from "@/lib/controller/why";
import { VERIFY_MS } from "@/lib/fleet/ap-download";
import { backupVersion, runningVersion } from "@/lib/fleet/ap-state";
import { transferMs } from "@/lib/wire/capwap/image-data";
import type { DownloadContext, ImageSource } from "../image-download/context";
import { imageRequest } from "../image-download/image-request";
import { fixedSource, previewPatience, probeSource } from "../image-download/image-source";
import type { Probed } from "../image-download/modes/mode-source";
import { capwapLink } from "../simulation/ap-link";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";
import { activationOutage } from "./activation-outage";
import { previewWarnings } from "./preview-warnings";

const NAMES_SHOWN = 20;
/** For the estimate only, until a transfer shows the real one: a TFTP fetch with window 1 on a local network. */
const ASSUMED_WIRE_RATE = 5_000_000;

type Image = UpgradePreview["images"][number];

type Wanted = { image: string; family: ImageFamily | null; aps: SimulatedAp[] };

/** A preview compares host keys with the pinned ones, but whom the operator trusts is decided when the profile is used. */
const previewContext = ({ download, knownHosts }: SimulationState): DownloadContext => ({
  ...download,
  knownHosts: {
    pinned: (address, port) => knownHosts.pinned(address, port),
    refused: (address, port) => knownHosts.refused(address, port),
    check: (address, port, fingerprint) => knownHosts.compare(address, port, fingerprint),
  },
});

export async function previewUpgrade(
  simulation: SimulationState,
  wantedSource: ImageSource,
): Promise<UpgradePreview> {
  const context = previewContext(simulation);
  const source = await fixedSource(context, wantedSource);
  const byFamily = new Map<ImageFamily, SimulatedAp[]>();
  const unknownModels: { name: string; model: string }[] = [];
  for (const ap of simulation.fleet.all()) {
    if (ap.family === null) unknownModels.push({ name: ap.name, model: ap.model });
    else byFamily.set(ap.family, [...(byFamily.get(ap.family) ?? []), ap]);
  }
  const wanted: Wanted[] = [
    { image: CONTROLLER_IMAGE, family: null, aps: simulation.fleet.host ? [simulation.fleet.host] : [] },
    ...[...byFamily].map(([family, aps]) => ({ image: family, family, aps })),
  ];
  const answers = new Map<string, Probed>();
  await probeSource(
    context,
    source,
    wanted.map((want) => want.image),
    previewPatience(context, source),
    (image, answer) => {
      answers.set(image, answer);
      return true;
    },
  );
  const images = wanted.map((want) => told(simulation, source, want, answers.get(want.image) ?? NOT_ASKED));
  return {
    images,
    unknownModels,
    takes: modeContracts[source.profile.mode].takes?.(source.profile) ?? null,
    totalBytes: images.reduce(
      (sum, image) => sum + (image.sizeBytes ?? 0) * copies(simulation, source, image),
      0,
    ),
    estimatedSeconds: estimate(simulation, source, images),
    warnings: previewWarnings(simulation, source, images, unknownModels),
  };
}

const NOT_ASKED: Probed = { found: false, fault: fault("aborted", "The server was not asked.") };

function told(simulation: SimulationState, { profile }: ImageSource, want: Wanted, answer: Probed): Image {
  const url = simulation.servers.url(profile, want.image);
  const stored = simulation.servers.repositoryPath(profile, imagePathOf(profile, want.image));
  const known = answer.found && stored !== null ? simulation.ports.images.lookup(stored) : null;
  const version = known?.version ?? (answer.found ? (answer.version ?? null) : null);
  return {
    image: want.image,
    family: want.family,
    apNames: want.aps.slice(0, NAMES_SHOWN).map((u) => u.name),
    apCount: want.aps.length,
    heldCount: version === null ? 0 : want.aps.filter((ap) => holds(ap, version)).length,
    url,
    found: answer.found,
    sizeBytes: answer.found ? answer.sizeBytes : null,
    version,
    fault: answer.found
      ? null
      : wordFetchFault(answer.fault, {
          ...imageRequest(simulation.download, profile, want.image, null),
          url,
        }),
  };
}

/** Whether one of its two partitions has this version. */
const holds = ({ state }: SimulatedAp, version: string): boolean =>
  state.part1 === version || state.part2 === version;

const standby = (simulation: SimulationState): number =>
  [...simulation.fleet.all()].filter((u) => u.isStandby).length;

/** How many transfers the image needs: to the controller and to EWC-capable access points, or to each access point. */
function copies(simulation: SimulationState, { profile }: ImageSource, image: Image): number {
  if (image.image === CONTROLLER_IMAGE) return 1 + standby(simulation);
  const receivers = image.apCount - image.heldCount;
  return receivers === 0 ? 0 : receivers + (isFetchedByController(profile) ? 1 : 0);
}

/** Wall seconds until ready, from sizes and the links; null while a size is not known. */
function estimate(
  simulation: SimulationState,
  { profile }: ImageSource,
  images: readonly Image[],
): number | null {
  const found = images.filter((i) => i.found);
  if (found.length === 0 || found.some((i) => i.sizeBytes === null)) return null;
  const { startPolicy } = simulation.lab;
  const wireMs = (i: Image) => ((i.sizeBytes ?? 0) / ASSUMED_WIRE_RATE) * 1000;
  const link = capwapLink(WELL_BEHAVED);
  const controller = found.find((i) => i.image === CONTROLLER_IMAGE);
  const apImages = found.filter((i) => i.image !== CONTROLLER_IMAGE && i.heldCount < i.apCount);
  const factor = simulation.ports.simulated.factor;
  const masters = apImages.map(wireMs);
  const mastersMs = isParallel(profile) ? Math.max(0, ...masters) : masters.reduce((a, b) => a + b, 0);
  // An image master already has the image it fetched. What the controller fetches, every access point gets over CAPWAP.
  const byController = isFetchedByController(profile);
  const slowest = Math.max(
    0,
    ...apImages.filter((i) => byController || i.apCount > 1).map((i) => transferMs(i.sizeBytes ?? 0, link)),
  );
  const batches = (n: number) =>
    Math.max(0, Math.ceil(n / startPolicy.batchSize) - 1) * startPolicy.batchIntervalSeconds * 1000;
  const networkMs =
    controller && standby(simulation) > 0
      ? transferMs(controller.sizeBytes ?? 0, link) + batches(standby(simulation))
      : 0;
  const givesNothing = startPolicy.everyApFetches && !byController;
  const simulatedMs = batches(simulation.fleet.size) + (givesNothing ? 0 : slowest) + VERIFY_MS + networkMs;
  return Math.ceil(((controller ? wireMs(controller) : 0) + mastersMs + simulatedMs / factor) / 1000);
}

/** Access points that will not start with the new version at once, and what happens to each. */
export function previewActivation(simulation: SimulationState): ActivationPreview {
  const target = simulation.upgrade.targetVersion ?? "";
  const notReady: ActivationPreview["notReady"] = [];
  let ready = 0;
  for (const ap of simulation.members()) {
    const { state } = ap;
    if (backupVersion(state) === target || runningVersion(state) === target) ready++;
    else
      notReady.push({
        name: ap.name,
        reason: reasonOf(ap),
        consequence: consequenceOf(simulation, ap, target),
      });
  }
  return { targetVersion: target, ready, notReady, outage: activationOutage(simulation) };
}

function reasonOf({ state }: SimulatedAp): string {
  const why = state.predownload.apImage.fault ?? state.joinFault;
  if (why !== null) return why.message;
  return state.capwap === "Run" ? "It did not get the image." : "It has not joined the controller.";
}

function consequenceOf(simulation: SimulationState, ap: SimulatedAp, target: string): string {
  if (ap.state.connectionLoss === "permanent") return "It stays disconnected until it is repaired.";
  const joins = `It will join with ${runningVersion(ap.state)}, which differs from ${target}`;
  if (ap.family === null) return `${joins}, and stay out because no image is known for its model.`;
  if (ap.family === simulation.fleet.host?.family)
    return `${joins}, and download ${ap.family} from the controller.`;
  return `${joins}, and try to download ${ap.family} by the saved profile, again and again until it succeeds.`;
}
