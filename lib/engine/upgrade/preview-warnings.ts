/** The warnings of the preview of Save & Download. A cause that several images share is said once, with its cure. */

import type { Cure } from "@/lib/contracts/cure";
import { CONTROLLER_IMAGE, EWC_MAX_APS } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageLocation } from "@/lib/contracts/modes/server-location";
import { locationOf } from "@/lib/contracts/profile";
import type { PreviewWarning, UpgradePreview } from "@/lib/contracts/upgrade";
import { isFetchedByController, modeRules } from "@/lib/controller/modes/all-rules";
import type { ImageOrigin } from "@/lib/controller/modes/mode-rules";
import { grouped } from "@/lib/kit/number-text";
import { capitalized, counted } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";
import type { ImageSource } from "../image-download/context";
import type { SimulationState } from "../simulation/simulation-state";

type Image = UpgradePreview["images"][number];

/** How many names a warning lists before it counts the others. */
const NAMES_IN_WARNING = 5;

/** The most important first. */
export function previewWarnings(
  simulation: SimulationState,
  source: ImageSource,
  images: readonly Image[],
  unknown: readonly { name: string; model: string }[],
): PreviewWarning[] {
  return [
    ...missingImages(simulation, source, images),
    ...flashWarning(simulation, source, images).map(plain),
    ...versionWarnings(simulation, images).map(plain),
    ...unknown.map(({ name, model }) =>
      plain(`${name} will not get an image because the model ${model} is not known.`),
    ),
    ...fleetWarnings(simulation).map(plain),
  ];
}

const plain = (text: string): PreviewWarning => ({ text, hits: null, cure: null });

function missingImages(
  simulation: SimulationState,
  source: ImageSource,
  images: readonly Image[],
): PreviewWarning[] {
  const shared = sharedFault(images);
  const location = locationOf(source.profile);
  const isServers = location !== null || shared?.code === "file-not-found";
  if (shared === null || !isServers) return images.filter((image) => !image.found).map(missingImage);
  const hits = hitsOf(images);
  if (shared.code !== "file-not-found")
    return [
      {
        text: `The controller cannot ask the server: ${shared.message} ${shared.remedy ?? ""}`.trim(),
        hits,
        cure: shared.cure ?? null,
      },
    ];
  const { origin } = modeRules[source.profile.mode];
  if (origin !== undefined || location === null)
    return [
      { text: `${noneOf(images.length, origin?.place ?? "found")}${changeOf(origin)}`, hits, cure: null },
    ];
  const cure = commonFolder(images);
  const { lacks, what } = emptyFolder(simulation, source, location, images.length);
  const advice = cure === null ? "Check Image Path." : `Did you mean ${cure.imagePath || "/"}?`;
  return [{ text: `${lacks} ${what} ${advice}`.replace("  ", " "), hits, cure }];
}

const noneOf = (count: number, place: string): string =>
  `None of the ${count} images is ${place}, so the upgrade will fail.`;

/** Modes in which the operator enters no folder have another way to name other images. */
const changeOf = (origin: ImageOrigin | undefined): string =>
  origin === undefined ? "" : ` ${capitalized(origin.change)}.`;

/** The fault that no image escaped; null when they have different ones, or one was found. */
function sharedFault(images: readonly Image[]): Fault | null {
  const first = images[0]?.fault ?? null;
  return first !== null && images.every(({ fault }) => fault?.code === first.code) ? first : null;
}

/** `8 images, 12 access points` */
function hitsOf(images: readonly Image[]): string {
  const aps = images.reduce((sum, image) => sum + (image.family === null ? 0 : image.apCount), 0);
  return `${counted(images.length, "image")}, ${counted(aps, "access point")}`;
}

/** The folder that has most of the images; null when none has any. */
function commonFolder(images: readonly Image[]): Extract<Cure, { kind: "use-image-path" }> | null {
  const votes = new Map<string, number>();
  for (const { fault } of images)
    if (fault?.cure?.kind === "use-image-path")
      votes.set(fault.cure.imagePath, (votes.get(fault.cure.imagePath) ?? 0) + 1);
  const [best] = [...votes].toSorted(([, a], [, b]) => b - a);
  return best === undefined ? null : { kind: "use-image-path", imagePath: best[0] };
}

/** Only of our own server it is known whether the folder is there. */
function emptyFolder(
  simulation: SimulationState,
  { profile }: ImageSource,
  { imageServer, imagePath: path }: ImageLocation,
  count: number,
): { lacks: string; what: string } {
  const stored = simulation.servers.repositoryPath(profile, path);
  const [top] = (stored ?? "").split("/");
  const isKnown = stored !== null && path !== "";
  if (isKnown && simulation.ports.images.sets().every((set) => set.name !== top))
    return { lacks: `No folder ${path} on this server.`, what: "" };
  const folder = path === "" ? "the root folder" : path;
  return {
    lacks: `None of the ${count} images is in ${folder} on ${imageServer},`,
    what: "so the upgrade will fail.",
  };
}

function missingImage(image: Image): PreviewWarning {
  const cause = (image.fault?.message ?? "not found").replace(/\.$/, "");
  const cure = image.fault?.cure ?? null;
  if (image.image === CONTROLLER_IMAGE)
    return {
      text: `The controller image ${image.image} cannot be fetched (${cause}), so the upgrade will stop there.`,
      hits: null,
      // Another folder would leave the images behind that are here.
      cure: cure?.kind === "use-image-path" ? null : cure,
    };
  const lacks = image.fault?.code === "file-not-found" ? "is missing" : "cannot be fetched";
  return {
    text: `${image.image} ${lacks} (${cause}). Without an image: ${listed(image.apNames, image.apCount)}.`,
    hits: null,
    cure: cure?.kind === "use-image-path" ? null : cure,
  };
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
    warnings.push(
      `The lab has ${counted(fleet.size, "access point")}. A real EWC manages at most ${EWC_MAX_APS}.`,
    );
  const absent = [...fleet.all()].filter((ap) => ap.state.capwap !== "Run").map((ap) => ap.name);
  if (absent.length === 1) warnings.push(`${absent[0]} is not joined. It takes part as soon as it joins.`);
  if (absent.length > 1)
    warnings.push(
      `${counted(absent.length, "access point")} are not joined (${listed(absent, absent.length)}). They take part as soon as they join.`,
    );
  return warnings;
}

/** The first names, and how many more there are. */
function listed(names: readonly string[], total: number): string {
  const shown = names.slice(0, NAMES_IN_WARNING).join(", ");
  return total > NAMES_IN_WARNING ? `${shown} and ${grouped(total - NAMES_IN_WARNING)} more` : shown;
}
