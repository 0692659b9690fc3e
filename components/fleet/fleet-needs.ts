/** Which images the fleet needs, and which of them an image set contains. */

import type { ApRow } from "@/lib/contracts/aps";
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { compareNames } from "@/lib/kit/name-order";
import { grouped } from "@/lib/kit/number-text";

/** An image family that the fleet needs, and the access points that need it. */
export type FamilyNeed = {
  family: ImageFamily;
  /** The model names, each once, sorted. */
  models: string[];
  apNames: string[];
};

/** All images that the fleet needs. */
export type FleetNeeds = {
  /** The needed families, in the order of the family table. */
  families: FamilyNeed[];
  /** Whether the controller image is needed: its host is part of the fleet. */
  controller: boolean;
  /** Access points whose model has no known family. */
  unknown: { name: string; model: string }[];
  apCount: number;
};

/** The images that these access points need. */
export function fleetNeeds(
  aps: readonly Pick<ApRow, "name" | "model" | "family" | "isController">[],
): FleetNeeds {
  const byFamily = new Map<ImageFamily, { models: Set<string>; apNames: string[] }>();
  const unknown: FleetNeeds["unknown"] = [];
  for (const ap of aps) {
    if (ap.family === null) {
      unknown.push({ name: ap.name, model: ap.model });
      continue;
    }
    const need = byFamily.get(ap.family) ?? { models: new Set(), apNames: [] };
    byFamily.set(ap.family, need);
    need.models.add(ap.model);
    need.apNames.push(ap.name);
  }
  const families = imageFamilies.flatMap((family): FamilyNeed[] => {
    const need = byFamily.get(family);
    return need
      ? [{ family, models: [...need.models].sort(), apNames: need.apNames.sort(compareNames) }]
      : [];
  });
  return { families, controller: aps.some((ap) => ap.isController), unknown, apCount: aps.length };
}

/** The state of one image of a set. */
export type Verdict =
  | "present"
  | "missing"
  | "damaged"
  /** The file is an image of another family, which access points reject. */
  | "wrong-family"
  /** The file's structure cannot be verified. */
  | "unverified"
  | "reading"
  | "not-needed";

/** One image: the file, if present, and who needs it. */
export type ImageRow = {
  /** The file name that access points request. */
  image: string;
  family: ImageFamily | null;
  file: ImageFile | null;
  need: FamilyNeed | null;
  verdict: Verdict;
};

/** The result of comparing a set with the fleet's needs. */
export type SetCheck = {
  /** AP images that are needed or present, then the controller image. */
  rows: ImageRow[];
  controller: ImageRow;
  missing: ImageRow[];
  /** Needed, but damaged or of another family than the file name says. */
  damaged: ImageRow[];
  unverified: ImageRow[];
  /** Readme and other files. */
  others: ImageFile[];
  /** The set contains every image that the fleet needs, none of them known to be damaged. */
  complete: boolean;
};

const familyOfName = (name: string): ImageFamily | null =>
  imageFamilies.find((family) => family === name) ?? null;

/** Whether no access point can use the file, so that an upload of the same name replaces it. */
export function isUnusable(file: ImageFile): boolean {
  const family = familyOfName(file.path);
  return file.intact === false || (family !== null && file.family !== null && file.family !== family);
}

function verdictOf(file: ImageFile | null, needed: boolean, family: ImageFamily | null): Verdict {
  if (file === null) return needed ? "missing" : "not-needed";
  if (file.intact === false) return "damaged";
  if (file.sha512 === null) return "reading";
  if (family !== null && file.family !== null && file.family !== family) return "wrong-family";
  // The structure of an AP image can be verified, that of a controller image cannot.
  const isUnverifiable = family !== null && file.intact === null;
  if (file.note !== null || isUnverifiable) return needed ? "unverified" : "not-needed";
  return needed ? "present" : "not-needed";
}

/** Compares an image set with what the fleet needs. */
export function checkSet(set: ImageSet, needs: FleetNeeds): SetCheck {
  const byPath = new Map(set.files.map((file) => [file.path, file]));
  const used = new Set<string>();
  const row = (
    image: string,
    family: ImageFamily | null,
    need: FamilyNeed | null,
    needed: boolean,
  ): ImageRow => {
    const file = byPath.get(image) ?? null;
    used.add(image);
    return { image, family, file, need, verdict: verdictOf(file, needed, family) };
  };
  const rows = imageFamilies.flatMap((family) => {
    const need = needs.families.find((f) => f.family === family) ?? null;
    return need || byPath.has(family) ? [row(family, family, need, need !== null)] : [];
  });
  // Images of families unknown to this program are served, too.
  for (const file of set.files)
    if (file.kind === "ap-image" && !used.has(file.path)) rows.push(row(file.path, file.family, null, false));
  const controller = row(CONTROLLER_IMAGE, null, null, needs.controller);
  const checked = [...rows, controller];
  const missing = checked.filter((r) => r.verdict === "missing");
  const bad = checked.filter((r) => r.verdict === "damaged" || r.verdict === "wrong-family");
  const damaged = bad.filter((r) => r.need !== null || r === controller);
  return {
    rows,
    controller,
    missing,
    damaged,
    unverified: checked.filter((r) => r.verdict === "unverified"),
    others: set.files.filter((file) => !used.has(file.path)),
    complete: missing.length === 0 && damaged.length === 0,
  };
}

/** `AP1, AP2, AP3, and 9 more`. */
export function nameSome(names: readonly string[], max = 5): string {
  if (names.length <= max) return names.join(", ");
  return `${names.slice(0, max).join(", ")}, and ${grouped(names.length - max)} more`;
}

/** The image set of a profile's Image Path; null for the root folder. */
export const setOfPath = (imagePath: string): string | null => imagePath.split("/")[0] || null;
