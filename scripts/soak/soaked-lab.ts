/** The fleet and the images of a soak: some hundred access points on the fastest usual clock, and three releases. */
import { join } from "node:path";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { labFile, MODEL_MIX, smallLab } from "../../e2e/support/labs";

/**
 * The releases in the order in which the fleet goes through them. An access point keeps the version that it ran before in
 * its other partition: of three releases, the next one always has to be sent, of two never again.
 */
export const releases = [
  { set: "EWC_17_12_1", release: "17.12.1", version: "17.12.1.5" },
  { set: "EWC_17_18_3", release: "17.18.3", version: "17.18.3.18" },
  { set: "EWC_17_9_4", release: "17.9.4", version: "17.9.4.27" },
] as const;

const CLOCK_FACTOR = 60;
/** A batch starts in each second of wall time. */
export const startPolicy = { batchSize: 64, batchIntervalSeconds: 60, retryDelaysSeconds: [30, 60, 120] };
/** Small images: most of a run is then what happens around the bytes, and there are more runs. */
const FAMILY_BYTES = 1_000_000;
const CONTROLLER_BYTES = 3_000_000;

/** Writes the lab file. @returns its path */
export const soakedLab = (aps: number): string =>
  labFile(
    smallLab({
      clockFactor: CLOCK_FACTOR,
      startPolicy,
      mixes: aps > 4 ? [{ count: aps - 4, seed: 1, models: MODEL_MIX, running: "17.9.4.27" }] : [],
    }),
  );

/** Writes the image sets into the repository of a console, which notices them. */
export async function writeImageSets(dataDir: string): Promise<void> {
  for (const { set, release } of releases)
    await writeSampleBundle({
      release,
      out: join(dataDir, "images", set),
      familyBytes: FAMILY_BYTES,
      controllerBytes: CONTROLLER_BYTES,
    });
}
