/** What happens when access points are added, in sentences that the form shows before the user submits it. */

import type { ControllerRow } from "@/lib/contracts/controller";
import { EWC_MAX_APS, familyOfModel } from "@/lib/contracts/families";
import { grouped } from "@/lib/kit/number-text";

/** The access points to add. */
export type NewFleet = { count: number; models: readonly string[]; running: string };
type Known = Pick<ControllerRow, "version" | "model" | "apCount" | "profile">;

/** One sentence for each consequence; empty when the access points only join. */
export function consequences(fleet: NewFleet, controller: Known): string[] {
  return [
    ...versionWords(fleet, controller),
    ...unknownWords(fleet.models.filter((model) => familyOfModel(model) === undefined)),
    ...limitWords(controller.apCount + fleet.count),
  ];
}

function versionWords({ running, models, count }: NewFleet, controller: Known): string[] {
  if (running === controller.version) return [];
  const own = familyOfModel(controller.model);
  const foreign = new Set(models.map(familyOfModel).filter((f) => f !== undefined && f !== own));
  const download =
    `The controller runs ${controller.version}. ` +
    `${count === 1 ? "The" : "Each"} access point downloads its image when it joins.`;
  if (foreign.size === 0) return [download];
  const families = [...foreign].join(", ");
  return [
    download,
    controller.profile === null
      ? `No image download profile is saved. Access points that need ${families} keep retrying until one is saved.`
      : `Images for ${families} come from the server in the image download profile.`,
  ];
}

const unknownWords = (models: readonly string[]): string[] =>
  models.length === 0
    ? []
    : [
        `No image family is known for ${models.join(", ")}. Upgrades report ${models.length === 1 ? "it" : "them"} as Unsupported.`,
      ];

/** The sentence for a fleet that is larger than a real controller supports; empty otherwise. */
export const limitWords = (total: number): string[] =>
  total <= EWC_MAX_APS
    ? []
    : [`A real EWC supports up to ${EWC_MAX_APS} access points. This lab will have ${grouped(total)}.`];
