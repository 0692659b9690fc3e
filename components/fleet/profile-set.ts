/** The image set of our repository that an upgrade would use. */
import { type ControllerRow, suggestedProfile } from "@/lib/contracts/controller";
import type { ImageSet } from "@/lib/contracts/images";
import { locationOf } from "@/lib/contracts/profile";
import { compareVersions } from "@/lib/contracts/versions";
import { setOfPath } from "./fleet-needs";

/** The set that the profile's Image Path names, else the one with the newest version; null without a set. */
export function profileSet(
  controller: Pick<ControllerRow, "profile" | "suggestions">,
  sets: readonly ImageSet[],
): ImageSet | null {
  const used = controller.profile ?? suggestedProfile(controller);
  const folder = used && locationOf(used)?.imagePath;
  const name = folder == null ? null : setOfPath(folder);
  const newest = sets.toSorted((a, b) => compareVersions(b.version ?? "0.0.0.0", a.version ?? "0.0.0.0"));
  return sets.find((set) => set.name === name) ?? newest[0] ?? null;
}
