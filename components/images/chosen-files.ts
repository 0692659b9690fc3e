/** Files that the operator chose, sorted into bundles, single images and what does not belong here. Pure. */

import type { UploadWish } from "@/lib/client/uploads/upload-manager";
import { type ImageSet, imageSetNameSchema } from "@/lib/contracts/images";
import { freeSetName, MAX_UPLOAD_BYTES, proposeSetName, uploadKindOf } from "@/lib/contracts/uploads";
import { formatBytes } from "@/lib/kit/units";
import { isUnusable } from "./fleet-needs";

type Sized = { name: string; size: number };
export type Chosen<F extends Sized = File> = {
  bundles: { file: F; setName: string }[];
  images: F[];
  /** The set that the single images go into. */
  imagesInto: string;
  rejected: { name: string; reason: string }[];
};

export function sortChosen<F extends Sized>(files: readonly F[], sets: readonly string[]): Chosen<F> {
  const chosen: Chosen<F> = { bundles: [], images: [], imagesInto: sets[0] ?? "EWC_images", rejected: [] };
  const taken = [...sets];
  for (const file of files) {
    const kind = uploadKindOf(file.name);
    const reason =
      kind === undefined
        ? "It is neither a bundle (.zip) nor named like an image (ap1g7, C9800-AP-iosxe-wlc.bin)."
        : file.size === 0
          ? "It is empty."
          : file.size > MAX_UPLOAD_BYTES
            ? `It is larger than ${formatBytes(MAX_UPLOAD_BYTES)}.`
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

/** Why this name cannot be taken; empty when it can. A bundle needs a new name, single images may join a set. */
export function nameErrors(name: string, taken: readonly string[]): string[] {
  const parsed = imageSetNameSchema.safeParse(name);
  if (!parsed.success) return parsed.error.issues.map((issue) => issue.message);
  return taken.includes(parsed.data)
    ? [`An image set named ${parsed.data} exists. Choose another name, or remove that set first.`]
    : [];
}

/** Why the single files cannot go into the set of this name; empty when they can. */
export function imagesIntoErrors(chosen: Chosen<Sized>, sets: readonly ImageSet[]): string[] {
  if (chosen.images.length === 0) return [];
  const into = chosen.imagesInto.trim();
  const there = sets.find((set) => set.name === into)?.files ?? [];
  const clashes = chosen.images.filter((image) =>
    there.some((file) => file.path === image.name && !isUnusable(file)),
  );
  if (clashes.length === 0) return nameErrors(into, []);
  return [`${into} has ${clashes.map((file) => file.name).join(", ")} already. Choose another set.`];
}

/** Per bundle the errors of its name: against the sets that exist and the other bundles chosen. */
export const bundleErrors = (chosen: Chosen<Sized>, sets: readonly string[]): string[][] =>
  chosen.bundles.map(({ setName }, i) =>
    nameErrors(setName, [...sets, ...chosen.bundles.filter((_, j) => j < i).map((b) => b.setName.trim())]),
  );

export const wishesOf = (chosen: Chosen): UploadWish[] => [
  ...chosen.bundles.map(({ file, setName }) => ({ file, setName: setName.trim(), kind: "bundle" as const })),
  ...chosen.images.map((file) => ({ file, setName: chosen.imagesInto.trim(), kind: "file" as const })),
];
