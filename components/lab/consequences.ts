/** What will happen when access points are switched on, in sentences, said before it is ordered. */
import type { ControllerRow } from "@/lib/contracts/controller";
import { EWC_MAX_APS, familyOfModel } from "@/lib/contracts/families";

export type NewFleet = { count: number; models: readonly string[]; running: string };
type Known = Pick<ControllerRow, "version" | "model" | "apCount" | "profile">;

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
    `The controller runs ${controller.version}: ` +
    `${count === 1 ? "it downloads its" : "each downloads its"} image when it joins.`;
  if (foreign.size === 0) return [download];
  const families = [...foreign].join(", ");
  return [
    download,
    controller.profile === null
      ? `No image download profile is saved: of ${families} it is tried in vain, again and again, until one is.`
      : `The image of ${families} comes from the server of the image download profile.`,
  ];
}

const unknownWords = (models: readonly string[]): string[] =>
  models.length === 0
    ? []
    : [`No image family is known for ${models.join(", ")}: an upgrade calls it Unsupported.`];

export const limitWords = (total: number): string[] =>
  total <= EWC_MAX_APS
    ? []
    : [
        `A real EWC manages at most ${EWC_MAX_APS} access points; this lab will have ${total.toLocaleString("en")}.`,
      ];
