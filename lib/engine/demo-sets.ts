/** The synthetic image sets of the demo lab, made at its first start. */
import type { Repository } from "@/lib/image-store/repository-types";
import type { ProgramLog } from "./program-log";

const DEMO_SETS = [
  { name: "EWC_17_9_4a", release: "17.9.4a" },
  { name: "EWC_17_12_1", release: "17.12.1" },
];

/** Makes those that are missing. @throws Error of one line when one cannot be made. */
export async function makeDemoSets(repository: Repository, log: ProgramLog): Promise<void> {
  const present = new Set(repository.sets().map((s) => s.name));
  for (const set of DEMO_SETS.filter((s) => !present.has(s.name))) {
    log.write("info", "demo lab", `making the synthetic image set ${set.name}`);
    const row = await (await repository.createSampleSet(set)).done;
    if (row.fault)
      throw new Error(`The demo lab's image set ${set.name} cannot be made: ${row.fault.message}`);
  }
}
