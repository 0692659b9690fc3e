/** The image set of our repository that an upgrade would use. */
import type { ControllerRow } from "@/lib/contracts/controller";
import type { ImageSet } from "@/lib/contracts/images";
import { compareVersions } from "@/lib/contracts/versions";
import { setOfPath } from "./fleet-needs";

/** The set that the profile's Image Path names, else the one with the newest version; null without a set. */
export function profileSet(
  { profile, suggestedProfile }: Pick<ControllerRow, "profile" | "suggestedProfile">,
  sets: readonly ImageSet[],
): ImageSet | null {
  const used = profile ?? suggestedProfile;
  const name = used !== null && "imagePath" in used ? setOfPath(used.imagePath) : null;
  const newest = sets.toSorted((a, b) => compareVersions(b.version ?? "0.0.0.0", a.version ?? "0.0.0.0"));
  return sets.find((set) => set.name === name) ?? newest[0] ?? null;
}
