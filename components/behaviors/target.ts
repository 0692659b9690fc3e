/** Whom an order of Lab concerns, as it is chosen, and in words. */
import type { ApTarget } from "@/lib/contracts/commands";
import type { ImageFamily } from "@/lib/contracts/families";

export type TargetChoice = {
  of: ApTarget["of"];
  family: ImageFamily | undefined;
  apIds: readonly string[];
};

export const NO_TARGET: TargetChoice = { of: "aps", family: undefined, apIds: [] };

/** Undefined while nobody is chosen. */
export function targetOf({ of, family, apIds }: TargetChoice): ApTarget | undefined {
  if (of === "fleet") return { of };
  if (of === "family") return family && { of, family };
  return apIds.length > 0 ? { of, apIds: [...apIds] } : undefined;
}

/** @param family how many access points the chosen family has; @param fleet how many there are. */
export function targetSize(target: ApTarget, counts: { family: number; fleet: number }): number {
  if (target.of === "fleet") return counts.fleet;
  return target.of === "family" ? counts.family : target.apIds.length;
}
