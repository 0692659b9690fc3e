/** The rows of the picture: families, each with its image masters first and then its other access points by name. */

import type { TimelineAp } from "@/lib/client/runs/run-timeline";
import { compareNames } from "@/lib/kit/name-order";

export type PictureRow =
  | { kind: "family"; family: string; count: number }
  | { kind: "ap"; ap: TimelineAp; isMaster: boolean };

const NO_FAMILY = "Unknown model";
/** Whether a try of it failed, or it ended without its image. */
export const hadTrouble = (ap: TimelineAp): boolean => {
  const last = ap.segments.at(-1)?.phase;
  return ap.failures.length > 0 || last === "failed" || last === "unsupported" || last === "lost";
};

/** The place of each access point by name, by its index. Computed once: sorting by name is slow in a large fleet. */
export function nameOrder(aps: readonly TimelineAp[]): Int32Array {
  const order = new Int32Array(aps.length);
  const byName = [...aps].sort((a, b) => compareNames(a.name, b.name));
  for (const [place, ap] of byName.entries()) order[ap.index] = place;
  return order;
}

/**
 * @param masters indices of the image masters
 * @param order of {@link nameOrder}
 * @param shows whether an access point is shown
 */
export function pictureRows(
  aps: readonly TimelineAp[],
  masters: ReadonlySet<number>,
  order: Int32Array,
  shows: (ap: TimelineAp) => boolean,
): PictureRow[] {
  const families = new Map<string, TimelineAp[]>();
  for (const ap of aps) {
    if (!shows(ap)) continue;
    const family = ap.family ?? NO_FAMILY;
    const members = families.get(family);
    if (members === undefined) families.set(family, [ap]);
    else members.push(ap);
  }
  const place = ({ index }: TimelineAp) => (masters.has(index) ? 0 : 1e6) + (order[index] ?? 0);
  return [...families]
    .sort(([a], [b]) => compareNames(a, b))
    .flatMap(([family, members]): PictureRow[] => [
      { kind: "family", family, count: members.length },
      ...members
        .sort((a, b) => place(a) - place(b))
        .map((ap) => ({ kind: "ap" as const, ap, isMaster: masters.has(ap.index) })),
    ]);
}
