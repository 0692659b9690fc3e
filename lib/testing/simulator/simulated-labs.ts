/** The labs that are simulated: the demo lab, and larger ones made of it. */
import type { Lab } from "@/lib/contracts/lab";
import { labSchema } from "@/lib/contracts/lab";
import { demoLab, expandLab } from "@/lib/fleet/population";
import { OLD } from "../simulation-lab";

export type SimulatedLab = {
  lab: Lab;
  /** The access points that operators and faults mean; not that of the controller. */
  names: readonly string[];
  /** Operators remove none below the smallest number, and add none above the largest. */
  smallest: number;
  largest: number;
};

const MODELS = { "C9105AXI-E": 4, "C9120AXI-E": 3, "C9130AXI-E": 2, "AIR-AP2802I-E-K9": 1 };

/** @param aps number of access points; with no more than the demo lab has, it is the demo lab */
export function simulatedLab(aps = 0): SimulatedLab {
  const demo = demoLab();
  const more = aps - demo.aps.length;
  const lab = more <= 0 ? demo : withMore(demo, more);
  const names = lab.aps.map((ap) => ap.name).filter((name) => name !== lab.controller.ap);
  return { lab, names, smallest: Math.ceil(lab.aps.length / 2), largest: Math.ceil(lab.aps.length * 1.7) };
}

/** With these access points more, listed by name. */
function withMore(demo: Lab, count: number): Lab {
  const mixed = labSchema.parse({ ...demo, mixes: [{ count, models: MODELS, running: OLD }] });
  return { ...mixed, aps: expandLab(mixed), mixes: [] };
}
