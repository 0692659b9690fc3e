/** The lab's own row: what it is set to, of which access points know nothing, and how many of them misbehave. */
import type { LabRow } from "@/lib/contracts/lab";
import { isWellBehaved } from "@/lib/fleet/behaviours";
import type { World } from "./world";

/** Counted anew only when it can be another: a fleet is large, and the row is looked at often. */
const counted = new WeakMap<World, { revision: number; misbehaving: number }>();

export function labRow(world: World): LabRow {
  const { revision, units, lab } = world;
  let count = counted.get(world);
  if (count?.revision !== revision) {
    const misbehaving = [...units.values()].filter((unit) => !isWellBehaved(unit.behaviour)).length;
    count = { revision, misbehaving };
    counted.set(world, count);
  }
  const { startPolicy, transfer, serverFaults } = lab;
  return { startPolicy, transfer, serverFaults, ...count };
}
