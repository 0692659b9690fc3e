/**
 * Which releases the software download service offers: one for each version that image sets in the repository have. The
 * service and its page derive them from the same rows.
 */
import type { ReleaseChoice } from "./catalog";
import type { ImageFile, ImageSet } from "./images";
import { compareVersions, isVersion } from "./versions";

/** An image that can be downloaded. */
export type OfferedImage = {
  /** Its path inside the image set. */
  name: string;
  /** `<image set>/<name>`: its path below the folder of all images. */
  path: string;
  version: string | null;
  sizeBytes: number;
  sha512: string;
};

/** A release on offer. */
export type OfferedRelease = {
  /** The version of its images, like `17.12.1.5`. */
  release: string;
  /** The image set that it is read from. */
  set: string;
  isSuggested: boolean;
  isLatest: boolean;
  images: OfferedImage[];
};

/** Why an image set is not offered. `shadowed`: a newer import has the same version. */
export type NotOffered = { set: string; why: "no-version" | "no-image" | "shadowed" };

export type Offer = { releases: OfferedRelease[]; notOffered: NotOffered[] };

/**
 * The offer, the newest release first. Unless a choice names others that are on offer, the newest is called both latest and
 * suggested.
 */
export function offerOf(sets: readonly ImageSet[], choice: ReleaseChoice): Offer {
  const notOffered: NotOffered[] = [];
  const byVersion = new Map<string, { set: ImageSet; images: OfferedImage[] }>();
  for (const set of sets.toSorted((a, b) => b.importedAt - a.importedAt || (a.name < b.name ? -1 : 1))) {
    const images = set.files.flatMap((file) => offeredImage(set.name, file));
    if (set.version === null || !isVersion(set.version))
      notOffered.push({ set: set.name, why: "no-version" });
    else if (images.length === 0) notOffered.push({ set: set.name, why: "no-image" });
    else if (byVersion.has(set.version)) notOffered.push({ set: set.name, why: "shadowed" });
    else byVersion.set(set.version, { set, images });
  }
  const ordered = [...byVersion].sort(([a], [b]) => compareVersions(b, a));
  const names = ordered.map(([, { set }]) => set.name);
  const chosen = (name: string | null) => (name !== null && names.includes(name) ? name : undefined);
  const latest = chosen(choice.latest) ?? names[0];
  const suggested = chosen(choice.suggested) ?? names[0];
  const releases = ordered.map(([release, { set, images }]) => ({
    release,
    set: set.name,
    isSuggested: set.name === suggested,
    isLatest: set.name === latest,
    images,
  }));
  return { releases, notOffered };
}

/** Only images whose bytes have been read and are not damaged. */
function offeredImage(set: string, file: ImageFile): OfferedImage[] {
  const { path, kind, version, sizeBytes, sha512, intact } = file;
  if (kind !== "ap-image" && kind !== "controller-image") return [];
  return sha512 === null || intact === false
    ? []
    : [{ name: path, path: `${set}/${path}`, version, sizeBytes, sha512 }];
}
