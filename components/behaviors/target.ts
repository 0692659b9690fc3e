/** The access points that a Lab command applies to, as selected in the form. */
import type { ApTarget } from "@/lib/contracts/commands/ap-target";
import type { ImageFamily } from "@/lib/contracts/families";

/** The selection in the form. `family` and `apIds` are kept when the user switches to another kind of target and back. */
export type TargetChoice = {
  of: ApTarget["of"];
  family: ImageFamily | undefined;
  apIds: readonly string[];
};

/** The initial selection: individual access points, none of them selected yet. */
export const NO_TARGET: TargetChoice = { of: "aps", family: undefined, apIds: [] };

/** The target of the command; undefined while nothing is selected. */
export function targetOf({ of, family, apIds }: TargetChoice): ApTarget | undefined {
  if (of === "fleet") return { of };
  if (of === "family") return family && { of, family };
  return apIds.length > 0 ? { of, apIds: [...apIds] } : undefined;
}

/** @param counts the number of access points in the selected family and in the fleet */
export function targetSize(target: ApTarget, counts: { family: number; fleet: number }): number {
  if (target.of === "fleet") return counts.fleet;
  return target.of === "family" ? counts.family : target.apIds.length;
}
