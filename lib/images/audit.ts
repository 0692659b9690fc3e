/** Checks whether an image set has the image of every access point of the fleet. */
import { CONTROLLER_IMAGE, familyModels, type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import type { Audit, AuditRow, ImageFile, ImageSet } from "@/lib/contracts/images";

/** The facts about an AP that the audit needs; `family` is null for an unknown model. */
export type AuditedAp = { name: string; model: string; family: ImageFamily | null };

/**
 * One row per image family. `models` are the models of the fleet that need the family, or all its models when no AP needs
 * it. An AP requests the family name in the set's folder, so only a file with exactly this path counts. A file whose bytes
 * name another family is `damaged`, too, because an AP refuses it.
 */
export function audit(set: Pick<ImageSet, "name" | "files">, fleet: readonly AuditedAp[]): Audit {
  const files = new Map(set.files.map((file) => [file.path, file]));
  const rows = imageFamilies.map((family): AuditRow => {
    const aps = fleet.filter((ap) => ap.family === family);
    const file = files.get(family);
    const models = [...new Set(aps.map((ap) => ap.model))].sort();
    return {
      family,
      models: models.length > 0 ? models : [...familyModels(family)],
      apCount: aps.length,
      apNames: aps.map((ap) => ap.name).sort(),
      file: file?.path ?? null,
      verdict: verdictOn(family, file, aps.length),
    };
  });
  return { set: set.name, rows, controllerImage: files.has(CONTROLLER_IMAGE) };
}

function verdictOn(family: ImageFamily, file: ImageFile | undefined, apCount: number): AuditRow["verdict"] {
  if (file === undefined) return apCount > 0 ? "missing" : "not-needed";
  const wrong = file.family !== family && file.sha512 !== null;
  if (file.intact === false || wrong) return "damaged";
  return apCount > 0 ? "present" : "not-needed";
}
