/** Whether there is room for the new image, where a listing tells. */
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, notChecked, pass } from "../check";
import { listed, namesOf, probedImages } from "../fleet-questions";
import { references } from "../references";

/** What an image takes when its size is not known. */
const USUAL_IMAGE_BYTES = 100_000_000;

export const freeFlash: Check = {
  id: "free-flash",
  title: "The access points have enough free flash",
  severity: "high",
  why: "If the image does not fit, the download fails when the flash is full, and so does every retry.",
  reference: references.predownload,
  needs: ["images"],
  judge: (facts) => {
    const told = facts.fleet.aps.filter(({ flashFreeBytes }) => flashFreeBytes !== null);
    if (told.length === 0) return notChecked("The free flash of the access points is not known.");
    const images = probedImages(facts) ?? [];
    const needed = (family: string | null) =>
      images.find(({ name }) => name === family)?.sizeBytes ?? USUAL_IMAGE_BYTES;
    const full = told.filter(({ flashFreeBytes, family }) => (flashFreeBytes ?? 0) < needed(family));
    const evidence = full.slice(0, 10).map(({ name, flashFreeBytes, family }) => ({
      asked: `Free flash of ${name}`,
      answer: `${formatBytes(flashFreeBytes ?? 0)}; the image needs ${formatBytes(needed(family))}`,
    }));
    if (full.length === 0)
      return pass(`All ${told.length} access points with a known amount of free flash have enough.`);
    return fails(`${listed(namesOf(full))} ${full.length === 1 ? "has" : "have"} too little free flash.`, {
      evidence,
      affected: namesOf(full),
      fix: { text: "Delete crash files and old images on these access points, or reload them." },
    });
  },
};
