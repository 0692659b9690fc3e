/** The files that the user selected, sorted into bundles, single images, and rejected files. */

import { isUnusable } from "@/components/fleet/fleet-needs";
import type { UploadRequest } from "@/lib/client/uploads/upload-manager";
import { type ImageSet, imageSetNameSchema } from "@/lib/contracts/images";
import { freeSetName, MAX_UPLOAD_BYTES, proposeSetName, uploadKindOf } from "@/lib/contracts/uploads";
import { formatBytes } from "@/lib/kit/units";

type Sized = { name: string; size: number };
/** The selected files and where they go. */
export type SelectedFiles<F extends Sized = File> = {
  bundles: { file: F; setName: string }[];
  images: F[];
  /** The image set for the single images. */
  imagesInto: string;
  rejected: { name: string; reason: string }[];
};

/** Sorts the files and suggests unused set names. @param sets the names of the existing sets */
export function sortFiles<F extends Sized>(files: readonly F[], sets: readonly string[]): SelectedFiles<F> {
  const chosen: SelectedFiles<F> = {
    bundles: [],
    images: [],
    imagesInto: sets[0] ?? "EWC_images",
    rejected: [],
  };
  const taken = [...sets];
  for (const file of files) {
    const kind = uploadKindOf(file.name);
    const reason =
      kind === undefined
        ? "Not a bundle (.zip), and not named like an image (ap1g7, C9800-AP-iosxe-wlc.bin)."
        : file.size === 0
          ? "The file is empty."
          : file.size > MAX_UPLOAD_BYTES
            ? `The file is larger than ${formatBytes(MAX_UPLOAD_BYTES)}.`
            : undefined;
    if (reason !== undefined) chosen.rejected.push({ name: file.name, reason });
    else if (kind === "bundle") {
      const setName = freeSetName(proposeSetName(file.name), taken);
      taken.push(setName);
      chosen.bundles.push({ file, setName });
    } else chosen.images.push(file);
  }
  return chosen;
}

/** The errors of a set name: invalid, or among `taken`. */
export function nameErrors(name: string, taken: readonly string[]): string[] {
  const parsed = imageSetNameSchema.safeParse(name);
  if (!parsed.success) return parsed.error.issues.map((issue) => issue.message);
  return taken.includes(parsed.data)
    ? [`Image set ${parsed.data} already exists. Enter another name, or remove that set first.`]
    : [];
}

/** The errors of the set name for the single images: they may join a set but replace only unusable files. */
export function imageSetErrors(chosen: SelectedFiles<Sized>, sets: readonly ImageSet[]): string[] {
  if (chosen.images.length === 0) return [];
  const into = chosen.imagesInto.trim();
  const present = sets.find((set) => set.name === into)?.files ?? [];
  const clashes = chosen.images.filter((image) =>
    present.some((file) => file.path === image.name && !isUnusable(file)),
  );
  if (clashes.length === 0) return nameErrors(into, []);
  return [`${into} already contains ${clashes.map((file) => file.name).join(", ")}. Enter another set.`];
}

/** The name errors of each bundle, against the existing sets and the other selected bundles. */
export const bundleErrors = (chosen: SelectedFiles<Sized>, sets: readonly string[]): string[][] =>
  chosen.bundles.map(({ setName }, i) =>
    nameErrors(setName, [...sets, ...chosen.bundles.filter((_, j) => j < i).map((b) => b.setName.trim())]),
  );

/** One upload request for each file. */
export const uploadRequests = (chosen: SelectedFiles): UploadRequest[] => [
  ...chosen.bundles.map(({ file, setName }) => ({ file, setName: setName.trim(), kind: "bundle" as const })),
  ...chosen.images.map((file) => ({ file, setName: chosen.imagesInto.trim(), kind: "file" as const })),
];
