/** What the access points of a round wait for: their batch, their image master, their turn, the controller, or a retry. */
import { imageFamilies } from "@/lib/contracts/families";
import type { ImageProgress } from "@/lib/contracts/predownload";
import { NO_WAIT, type Wait } from "@/lib/contracts/waiting";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import type { PredownloadPlan } from "@/lib/controller/predownload-plan";
import { fetchKey } from "../image-download/controller-fetches";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

/** Whether it waits for something that other access points or the controller do. */
export const isWaiting = ({ state }: ImageProgress): boolean => state === "queued" || state === "initiated";

/** @param progress of the image that the round brings */
export function waitOf(
  ap: SimulatedAp,
  progress: ImageProgress,
  plan: PredownloadPlan,
  simulation: SimulationState,
): Wait {
  switch (progress.state) {
    case "queued": {
      const batch = plan.queue.batchOf(ap.id);
      return batch === null ? NO_WAIT : { activity: `Queued for batch ${batch}`, batch, apId: null };
    }
    case "initiated":
      return ap.family === null ? NO_WAIT : waitForImage(ap, ap.family, plan, simulation);
    case "retrying":
      return inWords("Waits for its next try");
    default:
      return NO_WAIT;
  }
}

function waitForImage(
  ap: SimulatedAp,
  family: string,
  plan: PredownloadPlan,
  { fleet, images, upgradeState }: SimulationState,
): Wait {
  if (isFetchedByController(upgradeState.profile)) {
    return inWords(
      images.familyFetches.has(fetchKey("upgrade", family))
        ? `The controller fetches ${family}`
        : `Waits until the controller fetches ${family}`,
    );
  }
  if (plan.isMaster(ap.id)) {
    const [fetching] = plan.fetching;
    const first = fleet.get(fetching ?? "");
    return first === undefined || first === ap
      ? inWords("Image master: waits for its turn to fetch")
      : { activity: `Image master: waits until ${first.name} has fetched`, batch: null, apId: first.id };
  }
  const master = fleet.get(plan.masterOf(family) ?? "");
  return master === undefined
    ? inWords("Waits for an image master")
    : { activity: `Waits for ${master.name} (image master)`, batch: null, apId: master.id };
}

const inWords = (activity: string): Wait => ({ activity, batch: null, apId: null });

/** Differs when anybody may wait for something else than before, without a change of its own record. */
export function waitsSignature(plan: PredownloadPlan, { images }: SimulationState): string {
  const [fetching = ""] = plan.fetching;
  const masters = imageFamilies.map((family) => plan.masterOf(family) ?? "");
  return [plan.queue.revision, fetching, ...images.familyFetches.keys(), ...masters].join(" ");
}
