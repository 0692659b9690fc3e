/** Summarizes the fleet by image family: access points, how many have the image or failed, and the image master. */
import type { ApRow } from "@/lib/contracts/aps";
import { imageFamilies } from "@/lib/contracts/families";

/** One image family. */
export type FamilySummary = {
  /** `unknown` for models without a known family. */
  family: string;
  total: number;
  /** Access points with the target version in one of their partitions. */
  withImage: number;
  failed: number;
  master: string | null;
  /** Running versions, the most frequent first. */
  running: readonly string[];
};

/** One summary for each family in the fleet. Without a `target` version, no access point counts as having the image. */
export function summarizeFamilies(rows: Iterable<ApRow>, target: string | null): FamilySummary[] {
  const found = new Map<string, FamilySummary & { versions: Map<string, number> }>();
  for (const row of rows) {
    const family = row.family ?? "unknown";
    let sum = found.get(family);
    if (!sum) {
      sum = { family, total: 0, withImage: 0, failed: 0, master: null, running: [], versions: new Map() };
      found.set(family, sum);
    }
    sum.total++;
    if (target !== null && (row.primaryVersion === target || row.backupVersion === target)) sum.withImage++;
    else if (row.status === "Failed" && !row.retrying) sum.failed++;
    if (row.isImageMaster) sum.master = row.name;
    sum.versions.set(row.primaryVersion, (sum.versions.get(row.primaryVersion) ?? 0) + 1);
  }
  const order = (family: string) => {
    const index = imageFamilies.indexOf(family as (typeof imageFamilies)[number]);
    return index === -1 ? imageFamilies.length : index;
  };
  return [...found.values()]
    .sort((a, b) => order(a.family) - order(b.family))
    .map(({ versions, ...sum }) => ({
      ...sum,
      running: [...versions].sort((a, b) => b[1] - a[1]).map(([version]) => version),
    }));
}

/** The row fields that affect a summary. */
export const summaryFields: readonly (keyof ApRow)[] = [
  "family",
  "status",
  "retrying",
  "isImageMaster",
  "primaryVersion",
  "backupVersion",
];
