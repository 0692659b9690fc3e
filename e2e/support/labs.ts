/** Lab files for specs: small fleets on a fast clock. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabInput } from "../../lib/contracts/lab";
import { numberedAps } from "../../lib/testing/numbered-lab";

/** One model of each image family, the common ones more often. */
export const MODEL_MIX = {
  "C9120AXI-E": 6,
  "C9105AXI-E": 4,
  "C9130AXI-E": 3,
  "AIR-AP2802I-E-K9": 2,
  "CW9166I-E": 2,
  "C9117AXI-E": 1,
  "AIR-AP1815I-E-K9": 1,
  "AIR-AP1832I-E-K9": 1,
};

const models = ["C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9", "C9130AXI-E"];

/** Four access points of four image families; `ap-1` hosts the controller; the clock runs at 20 times real speed. */
export function smallLab(overrides: Partial<LabInput> = {}): LabInput {
  return {
    controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1" },
    aps: numberedAps(models),
    clockFactor: 20,
    startPolicy: { retryDelaysSeconds: [60] },
    ...overrides,
  };
}

/** The small lab with an `ap-2` whose slow flash keeps AP Image Download in progress for most of a minute. */
export function slowLab(): LabInput {
  const lab = smallLab({ clockFactor: 4 });
  const aps = (lab.aps ?? []).map((ap) =>
    ap.name === "ap-2" ? { ...ap, behavior: { flashSlowness: 25 } } : ap,
  );
  return { ...lab, aps };
}

/** Writes a lab file and returns its path. */
export function labFile(lab: LabInput): string {
  const file = join(mkdtempSync(join(tmpdir(), "ewc-lab-")), "lab.json");
  writeFileSync(file, JSON.stringify(lab));
  return file;
}
