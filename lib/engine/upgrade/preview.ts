/** What Save & Download and Activate would do: the server and the fleet are asked, nothing is changed. */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import type { ActivationPreview, UpgradePreview } from "@/lib/contracts/upgrade";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { wordFetchFault } from "@/lib/controller/why";
import { backupVersion, runningVersion } from "@/lib/fleet/ap-state";
import type { DownloadContext, ImageSource } from "../image-download/context";
import { imageRequest } from "../image-download/image-request";
import { fixedSource, previewPatience, probeSource } from "../image-download/image-source";
import type { Probed } from "../image-download/modes/mode-source";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";
import { activationOutage } from "./activation-outage";
import { previewWarnings } from "./preview-warnings";
import { askedImage, predictionOf } from "./upgrade-prediction";

const NAMES_SHOWN = 20;

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
    prediction: await predictionOf(simulation, source.profile, simulation.fleet.all(), images),
    warnings: previewWarnings(simulation, source, images, unknownModels),
  };
}

const NOT_ASKED: Probed = { found: false, fault: fault("aborted", "The server was not asked.") };

function told(simulation: SimulationState, { profile }: ImageSource, want: Wanted, answer: Probed): Image {
  const url = simulation.servers.url(profile, want.image);
  const { sizeBytes, version } = askedImage(simulation, profile, want.image, answer);
  return {
    image: want.image,
    family: want.family,
    apNames: want.aps.slice(0, NAMES_SHOWN).map((u) => u.name),
    apCount: want.aps.length,
    heldCount: version === null ? 0 : want.aps.filter((ap) => holds(ap, version)).length,
    url,
    found: answer.found,
    sizeBytes,
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
