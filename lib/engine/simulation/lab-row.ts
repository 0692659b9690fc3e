/** The lab's row: its settings, and how many access points have a behavior with faults. */
import type { LabRow } from "@/lib/contracts/lab";
import { isWellBehaved } from "@/lib/fleet/behaviors";
import type { SimulationState } from "./simulation-state";

/** Counted again only when the fleet has changed, because the row is made often. */
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
  return { startPolicy, transfer, serverFaults, keepsSessions: lab.controller.keepsSessions, ...count };
}
