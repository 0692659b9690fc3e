/** The images that this fleet needs: one for each image family in it, and the controller image. */
"use client";

import { useTopic } from "@/lib/client/rows/hooks";
import { type Summary, useSummary } from "@/lib/client/rows/use-summary";
import type { ApRow } from "@/lib/contracts/aps";
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";

/** The example while there is no access point. */
const SAMPLE: readonly string[] = ["ap1g8"];

const NEEDED_IMAGES: Summary<ApRow, readonly string[]> = {
  make(rows, last) {
    const present = new Set(rows.map(({ family }) => family));
    const families = imageFamilies.filter((family) => present.has(family));
    const needed = families.length === 0 ? SAMPLE : [...families, CONTROLLER_IMAGE];
    return needed.join() === last.join() ? last : needed;
  },
  fields: ["family"],
  none: SAMPLE,
};

/** File names, in the order of the image families. */
export function useNeededImages(): readonly string[] {
  useTopic("aps");
  return useSummary("aps", NEEDED_IMAGES);
}
