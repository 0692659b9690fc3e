/** The lanes beside the timeline: operator, controller, servers, and one for each image family of access points. */

import type { TimelineEntry } from "@/lib/contracts/timeline";
import { compareNames } from "@/lib/kit/name-order";

/** `ap` lanes have the family in their key; one access point alone has its name as label. */
export type Lane = { key: string; label: string };

const UNKNOWN_FAMILY = "unknown";
const apLane = (family: string | null | undefined): string => `ap ${family ?? UNKNOWN_FAMILY}`;

/**
 * @param families the image families of the fleet; null for unknown models
 * @param only the access point to which the timeline is narrowed
 */
export function lanesOf(
  families: Iterable<string | null>,
  only: { name: string; family: string | null } | null,
): readonly Lane[] {
  const aps =
    only === null
      ? [...new Set(families)]
          .map((family) => ({ key: apLane(family), label: family ?? "other APs" }))
          .sort((a, b) => compareNames(a.label, b.label))
      : [{ key: apLane(only.family), label: only.name }];
  return [
    { key: "operator", label: "Operator" },
    { key: "controller", label: "Controller" },
    { key: "server", label: "Servers" },
    ...aps,
  ];
}

/** In which lane an entry is, and which other lane it concerns; indices into `lanes`. */
export type LanePlace = { at: number; to: number | null };

/** @param familyOf undefined for an access point that no longer exists */
export function placeOf(
  entry: Pick<TimelineEntry, "source" | "apId" | "by">,
  lanes: readonly Lane[],
  familyOf: (apId: string) => string | null | undefined,
): LanePlace {
  const index = (key: string) => lanes.findIndex((lane) => lane.key === key);
  const own = entry.apId === null ? -1 : index(apLane(familyOf(entry.apId)));
  const of = (key: string): LanePlace => ({ at: index(key), to: own < 0 ? null : own });
  switch (entry.source) {
    case "server":
      return of("server");
    case "controller":
      return of("controller");
    case "access point":
      return own < 0 ? { at: index("controller"), to: null } : { at: own, to: null };
    case "state":
      if (entry.by !== null) return { ...of("operator"), to: own < 0 ? index("controller") : own };
      return own < 0 ? { at: index("controller"), to: null } : { at: own, to: null };
  }
}
