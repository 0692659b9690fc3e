/** Questions that several checks ask of the facts: what the fleet needs, and to which version it goes. */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import type { FleetAp, PlanFacts, ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { ProbedImage } from "@/lib/contracts/readiness/server-facts";

/** Names of access points, for `affected`. */
export const namesOf = (aps: readonly FleetAp[]): string[] => aps.map(({ name }) => name);

/** Families that the access points need, each once. */
export const neededFamilies = ({ fleet }: Pick<ReadinessFacts, "fleet">): ImageFamily[] => [
  ...new Set(fleet.aps.map(({ family }) => family).filter((family) => family !== null)),
];

/** The images that were asked for; null when the server was not asked. */
export const probedImages = ({ server }: Pick<ReadinessFacts, "server">): ProbedImage[] | null =>
  server.known && server.value.files.images.known ? Object.values(server.value.files.images.value) : null;

/** The access points that need an image. */
export const apsOfImage = ({ fleet }: Pick<ReadinessFacts, "fleet">, image: string): FleetAp[] =>
  image === CONTROLLER_IMAGE ? [] : fleet.aps.filter(({ family }) => family === image);

/** Versions in the AP images that were read, each once. */
export const imageVersions = (facts: Pick<ReadinessFacts, "server">): string[] => [
  ...new Set(
    (probedImages(facts) ?? [])
      .filter(({ name }) => name !== CONTROLLER_IMAGE)
      .map(({ version }) => version)
      .filter((version) => version !== null),
  ),
];

/** The version that the upgrade would install: as planned, else as all images say; null when that is not certain. */
export function targetVersion(
  facts: Pick<ReadinessFacts, "server"> & { plan: Pick<PlanFacts, "targetVersion"> },
): string | null {
  if (facts.plan.targetVersion !== null) return facts.plan.targetVersion;
  const [only, ...others] = imageVersions(facts);
  return others.length === 0 ? (only ?? null) : null;
}

/** What an access point runs: as listed, else what its controller runs. */
export const runningOf = (ap: FleetAp, { controller }: Pick<ReadinessFacts, "controller">): string | null =>
  ap.running ?? controller.running;

/** The first words of a list: `ap1g7, ap1g8 and 3 more`. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}

/** Major, minor and maintenance number of a version or a release: `17.12.1` of `17.12.1.5` and of `17.12.01`. */
export const trainOf = (version: string): string => version.split(".").slice(0, 3).map(Number).join(".");
