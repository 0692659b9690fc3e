/** What Save & Download and Activate would do, asked of the server and of the fleet just now; nothing is changed. */
import { CONTROLLER_IMAGE, EWC_MAX_APS, type ImageFamily } from "@/lib/contracts/families";
import type { Profile } from "@/lib/contracts/profile";
import type { ActivationPreview, UpgradePreview } from "@/lib/contracts/upgrade";
import { wordFetchFault } from "@/lib/controller/why";
import { VERIFY_MS } from "@/lib/fleet/ap-download";
import { backupVersion, runningVersion } from "@/lib/fleet/ap-state";
import { transferMs } from "@/lib/wire/capwap/image-data";
import { sourceAddress } from "./addresses";
import { elsewhere } from "./elsewhere";
import { ImageFetcher } from "./image-fetch";
import type { ApUnit, World } from "./world";

/** All images of a fleet at once: eight families and the controller's. */
const PROBES_AT_ONCE = 9;
/** A preview is waited for by a person: a server that is silent for 4 s is called so, without the fetch's patience. */
const PROBE_TIMEOUT_MS = 2000;
const PROBE_TRIES = 2;
const NAMES_SHOWN = 20;
/** For the estimate only, until a transfer shows the real one: a TFTP fetch with window 1 on a local network. */
const ASSUMED_WIRE_RATE = 5_000_000;

type Image = UpgradePreview["images"][number];

export async function previewUpgrade(world: World, profile: Profile): Promise<UpgradePreview> {
  const byFamily = new Map<ImageFamily, ApUnit[]>();
  const unknownModels: { name: string; model: string }[] = [];
  for (const unit of world.units.values()) {
    if (unit.family === null) unknownModels.push({ name: unit.name, model: unit.model });
    else byFamily.set(unit.family, [...(byFamily.get(unit.family) ?? []), unit]);
  }
  const wanted: { image: string; family: ImageFamily | null; units: ApUnit[] }[] = [
    { image: CONTROLLER_IMAGE, family: null, units: world.own ? [world.own] : [] },
    ...[...byFamily].map(([family, units]) => ({ image: family, family, units })),
  ];
  const images: Image[] = [];
  const queue = [...wanted.entries()];
  const ask = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [i, want] = next;
      images[i] = await probe(world, profile, want);
    }
  };
  await Promise.all(Array.from({ length: PROBES_AT_ONCE }, ask));
  return {
    images,
    unknownModels,
    totalBytes: images.reduce((sum, image) => sum + (image.sizeBytes ?? 0) * copies(world, image), 0),
    estimatedSeconds: estimate(world, profile, images),
    warnings: warnings(world, images, unknownModels),
  };
}

async function probe(
  world: World,
  profile: Profile,
  want: { image: string; family: ImageFamily | null; units: ApUnit[] },
): Promise<Image> {
  const { ports } = world;
  const path = ImageFetcher.path(profile, want.image);
  const localAddress = sourceAddress(world.lab.controller.ip, profile.imageServer);
  const answer = await ports.tftp.probe({
    server: profile.imageServer,
    port: world.port(profile),
    path,
    ...(localAddress === undefined ? {} : { localAddress }),
    timeoutMs: Math.min(PROBE_TIMEOUT_MS, world.lab.transfer.timeoutSeconds * 1000),
    retries: Math.min(PROBE_TRIES, Math.max(1, world.lab.transfer.retries)),
  });
  const known = answer.found && world.serverIsOurs(profile) ? ports.images.lookup(path) : null;
  return {
    image: want.image,
    family: want.family,
    apNames: want.units.slice(0, NAMES_SHOWN).map((u) => u.name),
    apCount: want.units.length,
    url: world.url(profile, want.image),
    found: answer.found,
    sizeBytes: answer.found ? answer.sizeBytes : null,
    version: known?.version ?? null,
    fault: answer.found
      ? null
      : wordFetchFault(answer.fault, {
          image: want.image,
          path,
          url: world.url(profile, want.image),
          server: profile.imageServer,
          port: world.port(profile),
          elsewhere: elsewhere(world, want.image, path, null),
        }),
  };
}

const standby = (world: World): number => [...world.units.values()].filter((u) => u.standsBy).length;

/** How often the image is moved: to the controller and to those that stand by, or to each AP. */
const copies = (world: World, image: Image): number =>
  image.image === CONTROLLER_IMAGE ? 1 + standby(world) : image.apCount;

/** Wall seconds until ready, from sizes and the links; null while a size is not known. */
function estimate(world: World, profile: Profile, images: readonly Image[]): number | null {
  const found = images.filter((i) => i.found);
  if (found.length === 0 || found.some((i) => i.sizeBytes === null)) return null;
  const { startPolicy } = world.lab;
  const wireMs = (i: Image) => ((i.sizeBytes ?? 0) / ASSUMED_WIRE_RATE) * 1000;
  const link = { rttMs: 1.9, loss: 0 };
  const controller = found.find((i) => i.image === CONTROLLER_IMAGE);
  const apImages = found.filter((i) => i.image !== CONTROLLER_IMAGE);
  const factor = world.ports.simulated.factor;
  const masters = apImages.map(wireMs);
  const mastersMs = profile.parallelMode ? Math.max(0, ...masters) : masters.reduce((a, b) => a + b, 0);
  const slowest = Math.max(
    0,
    ...apImages.filter((i) => i.apCount > 1).map((i) => transferMs(i.sizeBytes ?? 0, link)),
  );
  const batches = (n: number) =>
    Math.max(0, Math.ceil(n / startPolicy.batchSize) - 1) * startPolicy.batchIntervalSeconds * 1000;
  const networkMs =
    controller && standby(world) > 0
      ? transferMs(controller.sizeBytes ?? 0, link) + batches(standby(world))
      : 0;
  const simulatedMs =
    batches(world.units.size) + (startPolicy.everyApFetches ? 0 : slowest) + VERIFY_MS + networkMs;
  return Math.ceil(((controller ? wireMs(controller) : 0) + mastersMs + simulatedMs / factor) / 1000);
}

function warnings(
  world: World,
  images: readonly Image[],
  unknown: readonly { name: string; model: string }[],
): string[] {
  const list: string[] = [];
  for (const image of images) {
    if (image.found) continue;
    const why = (image.fault?.message ?? "not found").replace(/\.$/, "");
    if (image.image === CONTROLLER_IMAGE) {
      list.push(
        `The controller image ${image.image} cannot be fetched (${why}): the upgrade will stop there.`,
      );
      continue;
    }
    const names = image.apNames.slice(0, 5).join(", ");
    const more = image.apCount > 5 ? ` and ${image.apCount - 5} more` : "";
    const lacks = image.fault?.code === "file-not-found" ? "is missing" : "cannot be fetched";
    list.push(`${image.image} ${lacks} (${why}): ${names}${more} will not get an image.`);
  }
  const versions = new Set(images.flatMap((i) => i.version ?? []));
  if (versions.size > 1) list.push(`The images are of different versions: ${[...versions].join(", ")}.`);
  if (versions.size === 1 && versions.has(world.controller.version)) {
    list.push(`The server holds ${world.controller.version}, which already runs.`);
  }
  for (const { name, model } of unknown) {
    list.push(`${name} will not get an image: the model ${model} is not known.`);
  }
  if (world.units.size > EWC_MAX_APS) {
    list.push(`The lab has ${world.units.size} access points. A real EWC manages at most ${EWC_MAX_APS}.`);
  }
  const absent = [...world.units.values()].filter((u) => u.state.capwap !== "Run");
  if (absent.length > 0) {
    const names = absent
      .slice(0, 5)
      .map((u) => u.name)
      .join(", ");
    list.push(
      absent.length === 1
        ? `${names} is not joined; it takes part once it is.`
        : `${absent.length} access points are not joined (${names}${absent.length > 5 ? ", …" : ""}); they take part once they are.`,
    );
  }
  return list;
}

/** Who will not come up with the new version at once, and what becomes of each. */
export function previewActivation(world: World): ActivationPreview {
  const target = world.upgrade.targetVersion ?? "";
  const notReady: ActivationPreview["notReady"] = [];
  let ready = 0;
  for (const unit of world.members()) {
    const { state } = unit;
    if (backupVersion(state) === target || runningVersion(state) === target) ready++;
    else
      notReady.push({
        name: unit.name,
        reason: reasonOf(unit),
        consequence: consequenceOf(world, unit, target),
      });
  }
  return { targetVersion: target, ready, notReady };
}

function reasonOf({ state }: ApUnit): string {
  const why = state.predownload.fault ?? state.joinFault;
  if (why !== null) return why.message;
  return state.capwap === "Run" ? "It did not get the image." : "It is not joined to the controller.";
}

function consequenceOf(world: World, unit: ApUnit, target: string): string {
  if (unit.state.away === "for-good") return "It stays away until it is repaired.";
  const joins = `It will join with ${runningVersion(unit.state)}, which differs from ${target}`;
  if (unit.family === null) return `${joins}, and stay out: no image is known for its model.`;
  if (unit.family === world.own?.family) return `${joins}, and download ${unit.family} from the controller.`;
  return `${joins}, and try to download ${unit.family} by the saved profile, again and again until it succeeds.`;
}
