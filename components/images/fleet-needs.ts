/** What the present fleet needs, and what an image set has of it. Pure: the rule is the families' (contracts/families). */
import type { ApRow } from "@/lib/contracts/aps";
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";

export type FamilyNeed = {
  family: ImageFamily;
  /** As listings print them, each once, sorted. */
  models: string[];
  apNames: string[];
};

export type FleetNeeds = {
  /** In the order of the family table; only families that an access point needs. */
  families: FamilyNeed[];
  /** The access point that hosts the controller needs the controller image, too. */
  controller: boolean;
  /** Access points whose model has no known family. */
  unknown: { name: string; model: string }[];
  apCount: number;
};

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
    return need ? [{ family, models: [...need.models].sort(), apNames: need.apNames.sort(byName) }] : [];
  });
  return { families, controller: aps.some((ap) => ap.isController), unknown, apCount: aps.length };
}

/** `AP-2` before `AP-10`. */
const byName = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

export type Verdict =
  | "present"
  | "missing"
  | "damaged"
  /** The file says that it is another family's image: access points that fetch it refuse it. */
  | "wrong-family"
  | "doubtful"
  | "reading"
  | "not-needed";

export type ImageRow = {
  /** The file's name, which is what an access point asks for. */
  image: string;
  family: ImageFamily | null;
  file: ImageFile | null;
  need: FamilyNeed | null;
  verdict: Verdict;
};

export type Judgement = {
  /** AP images that are needed or there, then the controller image. */
  rows: ImageRow[];
  controller: ImageRow;
  missing: ImageRow[];
  /** Damaged, or of another family than their name. */
  damaged: ImageRow[];
  doubtful: ImageRow[];
  /** Readme and whatever else lies there. */
  others: ImageFile[];
  /** Every image that the fleet needs is there and whole, as far as it can be read. */
  complete: boolean;
};

const familyOfName = (name: string): ImageFamily | null =>
  imageFamilies.find((family) => family === name) ?? null;

/** The file serves nobody, and an upload of its name replaces it: cut short, or another family's image. */
export function isUnusable(file: ImageFile): boolean {
  const family = familyOfName(file.path);
  return file.intact === false || (family !== null && file.family !== null && file.family !== family);
}

function verdictOf(file: ImageFile | null, needed: boolean, family: ImageFamily | null): Verdict {
  if (file === null) return needed ? "missing" : "not-needed";
  if (file.intact === false) return "damaged";
  if (file.sha512 === null) return "reading";
  if (family !== null && file.family !== null && file.family !== family) return "wrong-family";
  // A controller image has no structure that could be judged; an AP image has.
  const unjudged = family !== null && file.intact === null;
  if (file.note !== null || unjudged) return needed ? "doubtful" : "not-needed";
  return needed ? "present" : "not-needed";
}

export function judgeSet(set: ImageSet, needs: FleetNeeds): Judgement {
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
  // Images of families that this program does not know: served all the same.
  for (const file of set.files)
    if (file.kind === "ap-image" && !used.has(file.path)) rows.push(row(file.path, file.family, null, false));
  const controller = row(CONTROLLER_IMAGE, null, null, needs.controller);
  const judged = [...rows, controller];
  const missing = judged.filter((r) => r.verdict === "missing");
  const bad = judged.filter((r) => r.verdict === "damaged" || r.verdict === "wrong-family");
  const damaged = bad.filter((r) => r.need !== null || r === controller);
  return {
    rows,
    controller,
    missing,
    damaged,
    doubtful: judged.filter((r) => r.verdict === "doubtful"),
    others: set.files.filter((file) => !used.has(file.path)),
    complete: missing.length === 0 && damaged.length === 0,
  };
}

/** `AP1, AP2, AP3 and 9 more`. */
export function nameSome(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** The set that the profile's Image Path is in; null for the root or another server's path. */
export const setOfPath = (imagePath: string): string | null => imagePath.split("/")[0] || null;
