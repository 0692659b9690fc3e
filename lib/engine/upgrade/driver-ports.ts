/** What the upgrade driver needs of the simulation beside its state. */
import type { ApEvent } from "@/lib/fleet/ap-state";
import type { ControllerFetches } from "../image-download/controller-fetches";
import type { ImageFetcher } from "../image-download/image-fetcher";
import type { Sampler } from "../simulation/sampler";
import type { SimulatedAp } from "../simulation/simulated-ap";

export type UpgradeDriverPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  fetcher: ImageFetcher;
  fetches: ControllerFetches;
  sampler: Sampler;
  /** Writes the upgrade, after the access points that it is about. */
  save(): void;
};
