/** The warnings of the preview of Save & Download. A cause that all images share is said once. */
import { CONTROLLER_IMAGE, EWC_MAX_APS } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { locationOf } from "@/lib/contracts/profile";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { formatBytes } from "@/lib/kit/units";
import type { ImageSource } from "../image-download/context";
import type { SimulationState } from "../simulation/simulation-state";

type Image = UpgradePreview["images"][number];

/** How many names a warning lists before it counts the others. */
const NAMES_IN_WARNING = 5;

/** One sentence or two each, the most important first. */
export function previewWarnings(
  simulation: SimulationState,
  source: ImageSource,
  images: readonly Image[],
  unknown: readonly { name: string; model: string }[],
): string[] {
  return [
    ...missingImages(source, images),
    ...flashWarning(simulation, source, images),
    ...versionWarnings(simulation, images),
    ...unknown.map(
      ({ name, model }) => `${name} will not get an image because the model ${model} is not known.`,
    ),
    ...fleetWarnings(simulation),
  ];
}

function missingImages(source: ImageSource, images: readonly Image[]): string[] {
  const shared = sharedFault(images);
  if (shared?.code === "file-not-found") return [noneInFolder(source, images.length)];
  if (shared !== null && locationOf(source.profile) !== null)
    return [`The controller cannot ask the server: ${shared.message} ${shared.remedy ?? ""}`.trim()];
  return images.filter((image) => !image.found).map(missingImage);
}

/** The fault that no image escaped; null when they have different ones, or one was found. */
function sharedFault(images: readonly Image[]): Fault | null {
  const first = images[0]?.fault ?? null;
  return first !== null && images.every(({ fault }) => fault?.code === first.code) ? first : null;
}

function noneInFolder({ profile }: ImageSource, count: number): string {
  const location = locationOf(profile);
  if (location === null) return `None of the ${count} images was found, so the upgrade will fail.`;
  const { imageServer, imagePath } = location;
  const folder = imagePath === "" ? "the root folder" : imagePath;
  return `None of the ${count} images is in ${folder} on ${imageServer}, so the upgrade will fail. Check Image Path.`;
}

function missingImage(image: Image): string {
  const cause = (image.fault?.message ?? "not found").replace(/\.$/, "");
  if (image.image === CONTROLLER_IMAGE)
    return `The controller image ${image.image} cannot be fetched (${cause}), so the upgrade will stop there.`;
  const lacks = image.fault?.code === "file-not-found" ? "is missing" : "cannot be fetched";
  return `${image.image} ${lacks} (${cause}). Without an image: ${listed(image.apNames, image.apCount)}.`;
}

function flashWarning(
  simulation: SimulationState,
  { profile }: ImageSource,
  images: readonly Image[],
): string[] {
  const { flashFreeBytes } = simulation.lab.controller;
  const kept = isFetchedByController(profile) ? images : images.slice(0, 1);
  const needed = kept.reduce((sum, image) => sum + (image.sizeBytes ?? 0), 0);
  if (needed <= flashFreeBytes) return [];
  return [
    `The controller's flash has room for ${formatBytes(flashFreeBytes)}. The images that it fetches take ${formatBytes(needed)}.`,
  ];
}

function versionWarnings(simulation: SimulationState, images: readonly Image[]): string[] {
  const versions = [...new Set(images.flatMap((i) => i.version ?? []))];
  if (versions.length > 1) return [`The images are of different versions: ${versions.join(", ")}.`];
  const [version] = versions;
  return version === simulation.controller.version
    ? [`The images are of version ${version}, which already runs.`]
    : [];
}

function fleetWarnings({ fleet }: SimulationState): string[] {
  const warnings: string[] = [];
  if (fleet.size > EWC_MAX_APS)
    warnings.push(`The lab has ${fleet.size} access points. A real EWC manages at most ${EWC_MAX_APS}.`);
  const absent = [...fleet.all()].filter((ap) => ap.state.capwap !== "Run").map((ap) => ap.name);
  if (absent.length === 1) warnings.push(`${absent[0]} is not joined. It takes part as soon as it joins.`);
  if (absent.length > 1)
    warnings.push(
      `${absent.length} access points are not joined (${listed(absent, absent.length)}). They take part as soon as they join.`,
    );
  return warnings;
}

/** The first names, and how many more there are. */
function listed(names: readonly string[], total: number): string {
  const shown = names.slice(0, NAMES_IN_WARNING).join(", ");
  return total > NAMES_IN_WARNING ? `${shown} and ${total - NAMES_IN_WARNING} more` : shown;
}
