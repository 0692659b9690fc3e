/** Checks whether an image set has every image that the present fleet needs. */
import { CONTROLLER_IMAGE, familyModels, type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import type { Audit, AuditRow, ImageFile, ImageSet } from "@/lib/contracts/images";

/** An AP as far as the audit cares; `family` null for a model that we do not know. */
export type AuditedAp = { name: string; model: string; family: ImageFamily | null };

/**
 * One row per family, in the order of the families. `models` are those of the fleet that need it, or the series that
 * the family is for when no AP needs it. An AP asks for the bare family name in the set's folder, so only a file of
 * exactly this path counts; `damaged` is also a file whose own bytes name another family, which an AP refuses.
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
