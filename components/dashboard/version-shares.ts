/** Which versions run in the fleet, and on how many access points. */
import type { ApRow } from "@/lib/contracts/aps";
import { compareVersions } from "@/lib/contracts/versions";

export type VersionShare = { version: string; count: number };

/** The row fields that affect the shares. */
export const versionFields: readonly (keyof ApRow)[] = ["primaryVersion"];

/** The most frequent version first; of two equally frequent ones the newer. */
export function versionShares(rows: readonly Pick<ApRow, "primaryVersion">[]): VersionShare[] {
  const counts = new Map<string, number>();
  for (const { primaryVersion } of rows) counts.set(primaryVersion, (counts.get(primaryVersion) ?? 0) + 1);
  return [...counts]
    .map(([version, count]) => ({ version, count }))
    .sort((a, b) => b.count - a.count || compareVersions(b.version, a.version));
}
