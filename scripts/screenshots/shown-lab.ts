/** The lab of the pictures: the demo lab and a floor of further access points, always the same, some with faults. */
import type { LabInput } from "../../lib/contracts/lab";
import { demoLab } from "../../lib/fleet/population";

const faults: Readonly<Record<string, object>> = {
  "9105-lobby": { rebootsAtPercent: 55 },
  "9124-yard": { refusesSignature: true },
  "9166-hall": { flashSlowness: 4 },
};

export function shownLab(): LabInput {
  const { aps, ...lab } = demoLab();
  return {
    ...lab,
    aps: aps.map((ap) => ({ ...ap, behavior: { ...ap.behavior, ...faults[ap.name] } })),
    mixes: [
      {
        count: 20,
        seed: 7,
        models: { "C9120AXI-E": 3, "C9105AXI-E": 3, "C9130AXI-E": 2, "AIR-AP2802I-E-K9": 2 },
        running: "17.9.4.27",
        backup: "17.3.3.26",
      },
    ],
    startPolicy: { batchSize: 12, batchIntervalSeconds: 20, retryDelaysSeconds: [30] },
    clockFactor: 4,
  };
}
