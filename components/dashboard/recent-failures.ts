/** What has failed of late: the upgrade, its access points, and the image servers. Each cause once. */
import type { Cure } from "@/lib/contracts/cure";
import { serverNames } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { counted } from "@/lib/kit/text";

export type RecentFailure = {
  /** Who or what it hits: `3 access points`. */
  hits: string;
  text: string;
  remedy: string | null;
  cures: readonly Cure[];
};

/** The upgrade's own failure first, then what hits most access points, then the servers. */
export function recentFailures(
  { fault, causes, running }: Pick<UpgradeRow, "fault" | "causes" | "running">,
  servers: readonly Pick<ServerRow, "id" | "reason">[],
): RecentFailure[] {
  const failures: RecentFailure[] = [];
  if (fault !== null && !running)
    failures.push({
      hits: "The upgrade",
      text: fault.message,
      remedy: fault.remedy ?? null,
      cures: fault.cure === undefined ? [] : [fault.cure],
    });
  for (const { text, remedy, apNames, apCount, cures } of causes) {
    const hits = apCount === 1 ? (apNames[0] ?? "1 access point") : counted(apCount, "access point");
    failures.push({ hits, text, remedy, cures });
  }
  for (const { id, reason } of servers)
    if (reason !== null)
      failures.push({
        hits: `The ${serverNames[id]}`,
        text: reason.message,
        remedy: reason.remedy ?? null,
        cures: reason.cure === undefined ? [] : [reason.cure],
      });
  return failures;
}
