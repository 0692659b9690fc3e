/** The fleet by image family: how many access points need the image, have it, failed, and who fetches it. */
import type { ApRow } from "@/lib/contracts/aps";
import { imageFamilies } from "@/lib/contracts/families";

export type FamilySummary = {
  /** `unknown` for models that this program does not know. */
  family: string;
  total: number;
  /** Hold the target version in one of their partitions. */
  have: number;
  failed: number;
  master: string | null;
  /** Running versions, most frequent first. */
  running: readonly string[];
};

/** @param target null while no version is aimed at: then nobody has it. */
export function summarizeFamilies(rows: Iterable<ApRow>, target: string | null): FamilySummary[] {
  const found = new Map<string, FamilySummary & { versions: Map<string, number> }>();
  for (const row of rows) {
    const family = row.family ?? "unknown";
    let sum = found.get(family);
    if (!sum) {
      sum = { family, total: 0, have: 0, failed: 0, master: null, running: [], versions: new Map() };
      found.set(family, sum);
    }
    sum.total++;
    if (target !== null && (row.primaryVersion === target || row.backupVersion === target)) sum.have++;
    else if (row.status === "Failed" && !row.retrying) sum.failed++;
    if (row.isImageMaster) sum.master = row.name;
    sum.versions.set(row.primaryVersion, (sum.versions.get(row.primaryVersion) ?? 0) + 1);
  }
  const order = (family: string) => {
    const place = imageFamilies.indexOf(family as (typeof imageFamilies)[number]);
    return place === -1 ? imageFamilies.length : place;
  };
  return [...found.values()]
    .sort((a, b) => order(a.family) - order(b.family))
    .map(({ versions, ...sum }) => ({
      ...sum,
      running: [...versions].sort((a, b) => b[1] - a[1]).map(([version]) => version),
    }));
}

/** Fields of a row whose change changes a summary. */
export const summaryFields: readonly (keyof ApRow)[] = [
  "family",
  "status",
  "retrying",
  "isImageMaster",
  "primaryVersion",
  "backupVersion",
];
