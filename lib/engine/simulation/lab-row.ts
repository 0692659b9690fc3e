/** The lab's own row: what it is set to, of which access points know nothing, and how many of them misbehave. */
import type { LabRow } from "@/lib/contracts/lab";
import { isWellBehaved } from "@/lib/fleet/behaviors";
import type { SimulationState } from "./simulation-state";

/** Counted anew only when it can be another: a fleet is large, and the row is looked at often. */
const counted = new WeakMap<SimulationState, { revision: number; misbehaving: number }>();

export function labRow(simulation: SimulationState): LabRow {
  const { fleet, lab } = simulation;
  const { revision } = fleet;
  let count = counted.get(simulation);
  if (count?.revision !== revision) {
    const misbehaving = [...fleet.all()].filter((ap) => !isWellBehaved(ap.behavior)).length;
    count = { revision, misbehaving };
    counted.set(simulation, count);
  }
  const { startPolicy, transfer, serverFaults } = lab;
  return { startPolicy, transfer, serverFaults, ...count };
}
