/** The rows of the picture: families, each with its image masters first and then its other access points by name. */
import type { TimelineAp } from "@/lib/client/runs/run-timeline";

export type PictureRow =
  | { kind: "family"; family: string; count: number }
  | { kind: "ap"; ap: TimelineAp; isMaster: boolean };

export const NO_FAMILY = "Unknown model";
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export const wasMaster = (ap: TimelineAp): boolean => ap.segments.some(({ isMaster }) => isMaster);
/** Whether a try of it failed, or it ended without its image. */
export const hadTrouble = (ap: TimelineAp): boolean => {
  const last = ap.segments.at(-1)?.phase;
  return ap.failures.length > 0 || last === "failed" || last === "unsupported" || last === "lost";
};

export const byName = (a: { name: string }, b: { name: string }): number => collator.compare(a.name, b.name);

/** @param shows whether an access point is shown */
export function pictureRows(aps: readonly TimelineAp[], shows: (ap: TimelineAp) => boolean): PictureRow[] {
  const families = new Map<string, TimelineAp[]>();
  for (const ap of aps) {
    if (!shows(ap)) continue;
    const family = ap.family ?? NO_FAMILY;
    const members = families.get(family);
    if (members === undefined) families.set(family, [ap]);
    else members.push(ap);
  }
  return [...families]
    .sort(([a], [b]) => collator.compare(a, b))
    .flatMap(([family, members]): PictureRow[] => [
      { kind: "family", family, count: members.length },
      ...members
        .map((ap) => ({ kind: "ap" as const, ap, isMaster: wasMaster(ap) }))
        .sort((a, b) => Number(b.isMaster) - Number(a.isMaster) || byName(a.ap, b.ap)),
    ]);
}
